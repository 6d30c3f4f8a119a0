import type { Format } from '../format.ts'
import type { Sentences } from '../sentence.ts'

/** What a finding says besides its title. */
export const details = (f: Format): Sentences => ({
  'conflict.undecided': (about) =>
    f.plural(about.count, {
      one: `${about.resource}: una persona ha de decidir {n} conflicte.`,
      other: `${about.resource}: una persona ha de decidir {n} conflictes.`,
    }),
  'conflict.kept-target': (about) =>
    `${about.resource}: la fila de la destinació es queda; la de l’origen no es mou.`,
  'decision.name-taken': (about) =>
    `«${about.text('name')}» ja està ocupat (${about.resource} ${about.text('id')}).`,
  'decision.name-not-allowed': (about) =>
    `Una regla o la llargada de la columna no admet «${about.text('name')}» (${about.resource} ${about.text('id')}).`,
  'access.outsiders': 'No guanyen res a la destinació, i conserven aquest rol.',
  'access.gains': 'Són membres de totes dues, i el rol més alt de l’origen passa a valer a la destinació.',
  'access.audience': (about) =>
    `${about.text('people')} persones que es mouen i ${about.text('members')} membres de la destinació veuran el que comparteixen les dues organitzacions.`,
  'access.several-memberships': 'Quina es conserva, i amb quin rol, seria una suposició.',
  'source.not-empty': (about) => `Es quedaria alguna cosa a: ${about.text('left')}.`,
  'source.orphan-roles': 'La base de dades no admet un rol de ningú.',
  'reference.crosses': 'Com que algunes files es queden, d’altres que es mouen s’hi continuaran referint.',
  'reference.parts-people':
    'Com que algunes persones o files es queden, una de les dues queda a l’origen i l’altra a la destinació.',
  'pointers.anew':
    'També en files d’altres organitzacions: el que es compartia amb l’origen es comparteix amb la destinació.',
  'blueprint.no-verdict': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'blueprint.no-verdict-column': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'blueprint.no-verdict-content': (about) =>
    `${about.text('table')}: ${about.text('columns')}${about.text('keys') === '' ? '' : ` (${about.text('keys')})`}. Cap migració no les canvia.`,
  'table.no-address': (about) => `${about.text('table')}: un canvi no es podria desfer fila per fila.`,
  'table.null-address': 'Un canvi seu no es podria desfer, perquè res no torna a trobar la fila.',
  'table.generated-organization': (about) => `${about.text('table')}: ${about.text('column')}`,
  'table.row-security': (about) => `${about.text('table')}: la seguretat per files n’amaga algunes.`,
  'table.refers-to-memberships': (about) =>
    `${about.text('table')}${about.has('by_itself') ? ': la base de dades canviaria o esborraria aquestes files tota sola.' : ''}`,
  'outside.litellm-team': (about) =>
    ({
      add: 'El que queda del pressupost de l’origen se suma al de la destinació.',
      larger: 'Compta el més gran dels dos pressupostos.',
      'keep-target': 'El pressupost de la destinació queda com està; el que queda de l’origen s’acaba.',
    })[about.text('budgets')] ?? '',
  'outside.stripe-customers':
    'Stripe no pot unir clients: conserven les subscripcions i les formes de pagament.',
  'lamb.kb-server-differs':
    'Després del trasllat, LAMB busca les col·leccions al servidor de la destinació, i esborra el registre de cada base de coneixement que no hi trobi.',
  'lamb.knowledge-store-server-differs':
    'El contingut dels magatzems de coneixement no es trasllada entre servidors.',
  'lamb.library-server-differs': 'Després no es podrà arribar als fitxers de les biblioteques traslladades.',
  'lamb.no-provider':
    'Els assistents traslladats deixen de respondre fins que en tingui: només l’organització del sistema recorre a la configuració del servidor.',
  'lamb.model-missing': 'Responen amb un altre model, o amb un error.',
  'lamb.costs-move': 'A partir d’ara fan servir les claus de proveïdor de la destinació.',
  'lamb.visibility-widens':
    'Cada membre pot fer servir tots els assistents de la seva organització i veu el que s’hi comparteix: bases de coneixement, plantilles, biblioteques i rúbriques públiques.',
  'lamb.sharing-off': 'El que es compartia continua compartit, però no es pot compartir res de nou.',
  'lamb.signup-open':
    'La seva clau hi continuaria admetent persones. La migració el tanca si l’origen es conserva.',
  'lamb.library-permalinks':
    'El servei de biblioteca conserva l’organització antiga. Els fitxers es poden llegir, però cada enllaç permanent respon 404.',
  'lamb.lti-setup-in-flight':
    'Val per a pàgines d’activitats LTI obertes en els deu minuts abans del trasllat.',
  'openhands.invitations-move': 'Qui l’accepti entra a la destinació, amb el rol de la invitació.',
  'openhands.personal-source':
    'Té l’identificador d’aquesta persona, que després no té organització pròpia i treballa a la destinació. OpenHands no en crea cap altra.',
  'openhands.personal-target':
    'OpenHands pren una organització amb l’identificador d’una persona per la seva, hi hagi qui hi hagi.',
  'promotion.unknown-table': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'promotion.stays': (about) => about.resource,
})
