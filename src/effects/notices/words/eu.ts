import type { NoticeWords } from './words.ts'

export const eu: NoticeWords = {
  greeting: (name) => (name === null ? 'Kaixo:' : `Kaixo, ${name}:`),
  before: {
    subject: (source, target) => `Lekualdaketa: ${source} → ${target}`,
    preheader: 'Zer lekualdatuko den zurekin, eta zer egin behar duzun: ezer ez.',
    title: 'Zure erakundea lekualdatuko da',
    intro: (source, target, at) =>
      at === null
        ? `Zure erakundea (${source}) laster beste honen parte izango da: ${target}. Ez duzu ezer egin behar.`
        : `Zure erakundea (${source}) beste honen parte izango da: ${target}. Noiz: ${at}. Ez duzu ezer egin behar.`,
    meansTitle: 'Zer esan nahi du horrek zuretzat',
    means: [
      'Zurea den guztia zurekin lekualdatuko da.',
      'Guztirako sarbidea mantenduko duzu.',
      'Beti bezala sartuko zara: hor ez da ezer aldatuko.',
    ],
    role: (role, target) => `Zure rola erakunde berrian (${target}): ${role}.`,
    yours: 'Zer lekualdatuko den zurekin',
    renamedTitle: 'Zerk izango duen beste izen bat',
    renamed: (target) =>
      `Izen hauek hartuta daude dagoeneko erakunde berrian (${target}). Gaurko planaren arabera, honela geratuko dira:`,
    stayedTitle: (source) => `Zer geratuko den jatorrian (${source})`,
    stayed: 'Hauek dauden lekuan geratuko dira:',
    mayChange:
      'Ordurako zure izenen bat hartuta badago, elementu horrek beste bat hartuko du, eta esango dizugu zein.',
  },
  after: {
    subject: (source, target) => `Lekualdaketa amaitu da: ${source} → ${target}`,
    preheader: 'Lekualdaketa amaitu da. Hona zuretzat berria dena.',
    title: 'Lekualdaketa amaitu da',
    intro: (source, target, at) =>
      at === null
        ? `Zure erakundea (${source}) beste honen parte da orain: ${target}.`
        : `Zure erakundea (${source}) beste honen parte da orain: ${target}. Noiztik: ${at}.`,
    role: (role, target) => `Zure rola erakunde berrian (${target}): ${role}.`,
    yours: 'Zer lekualdatu den zurekin',
    nothing: 'Ez zenuen lekualdatu beharreko ezer.',
    renamedTitle: 'Zerk duen izen berria',
    renamed: (target) =>
      `Izen hauek hartuta zeuden erakunde berrian (${target}). Zure elementuek beste izen bat dute orain:`,
    notRenamed: 'Zurea den guztiak bere izena mantendu du.',
    stayedTitle: (source) => `Zer geratu den jatorrian (${source})`,
    stayed: 'Hauek ez dira lekualdatu:',
    allTitle: 'Lekualdaketa osoa',
    login: 'Beti bezala sartuko zara.',
  },
  oldName: 'Lehen',
  newName: 'Orain',
  withNewName: (count) => `${count} izen berriarekin`,
  people: 'Pertsonak',
  more: (count) => `… eta beste ${count}`,
  contact: (contact) => `Zerbait oker dagoela uste duzu, edo galderaren bat duzu? ${contact}`,
  noContact:
    'Zerbait oker dagoela uste duzu, edo galderaren bat duzu? Jarri harremanetan administratzailearekin.',
  footer: 'Mezu hau erakunde honetako kide zarelako jaso duzu.',
}
