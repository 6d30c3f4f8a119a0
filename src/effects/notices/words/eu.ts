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
    means: {
      all: 'Zurea den guztia zurekin lekualdatuko da.',
      allButNamed: 'Zurea dena zurekin lekualdatuko da, behean aipatzen dena izan ezik.',
      access: 'Guztirako sarbidea mantenduko duzu.',
      login: 'Beti bezala sartuko zara: hor ez da ezer aldatuko.',
      loginMayChange: 'Sartzeko modua alda daiteke: begiratu beste zer aldatuko den.',
    },
    role: (role, target) => `Zure rola erakunde berrian (${target}): ${role}.`,
    yours: 'Zer lekualdatuko den zurekin',
    renamedTitle: 'Zerk izango duen beste izen bat',
    renamed: (target) =>
      `Izen hauek hartuta daude dagoeneko erakunde berrian (${target}). Gaurko planaren arabera, honela geratuko dira:`,
    stayedTitle: (source) => `Zer geratuko den jatorrian (${source})`,
    stayed: 'Hauek dauden lekuan geratuko dira:',
    mayChange:
      'Ordurako zure izenen bat hartuta badago, elementu horrek beste bat hartuko du, eta esango dizugu zein.',
    changed: {
      title: 'Beste zer aldatuko den',
      cleared: (thing, columns, target) =>
        `${thing}: “${columns}” hustu egingo da, erakunde berrian (${target}) hartuta dagoelako.`,
      switchedOff: (thing, source, target) =>
        `${thing}: desaktibatu egingo da jatorrian (${source}), erakunde berriak (${target}) berea duelako.`,
    },
    other: {
      preheader: 'Zerk eragiten dizun, eta zer egin behar duzun: ezer ez.',
      title: 'Zuri eragiten dizun lekualdaketa',
      intro: (source, target, at) =>
        at === null
          ? `Erakunde bat (${source}) laster beste honen parte izango da: ${target}. Zu zauden lekuan geratuko zara, baina zurea den zerbaiti eragiten dio. Ez duzu ezer egin behar.`
          : `Erakunde bat (${source}) beste honen parte izango da: ${target}. Noiz: ${at}. Zu zauden lekuan geratuko zara, baina zurea den zerbaiti eragiten dio. Ez duzu ezer egin behar.`,
      renamed: (target) =>
        `Erakunde honetan (${target}) izen bat ezin da bi aldiz egon. Gaurko planaren arabera, honela geratuko dira:`,
      moved: (target) => `Zurea den zer izango den erakunde honena: ${target}`,
      lostTitle: 'Zure sarbidea',
      lost: (role, source) => `Zure rola (${role}) erakundearekin batera amaituko da: ${source}.`,
    },
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
    loginMayChange: 'Baliteke sartzeko modua aldatu izana: begiratu beste zer aldatu den.',
    changed: {
      title: 'Beste zer aldatu den',
      cleared: (thing, columns, target) =>
        `${thing}: “${columns}” hustu egin da, erakunde berrian (${target}) hartuta zegoelako.`,
      switchedOff: (thing, source, target) =>
        `${thing}: desaktibatu egin da jatorrian (${source}), erakunde berriak (${target}) berea duelako.`,
    },
    other: {
      preheader: 'Lekualdaketa amaitu da. Hona zuretzat aldatu dena.',
      title: 'Zuri eragin dizun lekualdaketa',
      intro: (source, target, at) =>
        at === null
          ? `Erakunde bat (${source}) beste honen parte da orain: ${target}. Zu zeunden lekuan zaude, baina zurea den zerbaiti eragin dio.`
          : `Erakunde bat (${source}) beste honen parte da orain: ${target}. Noiztik: ${at}. Zu zeunden lekuan zaude, baina zurea den zerbaiti eragin dio.`,
      renamed: (target) =>
        `Erakunde honetan (${target}) izen bat ezin da bi aldiz egon. Hauek beste izen bat dute orain:`,
      moved: (target) => `Zurea den zer den orain erakunde honena: ${target}`,
      lostTitle: 'Zure sarbidea',
      lost: (role, source) => `Zure rola (${role}) erakundearekin batera amaitu da: ${source}.`,
    },
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
  otherFooter: 'Mezu hau zurea den zerbaiti eragiten diolako jaso duzu.',
  account: 'Zure kontua',
}
