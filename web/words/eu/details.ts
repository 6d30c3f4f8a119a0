import type { Format } from '../format.ts'
import type { Sentences } from '../sentence.ts'

/** What a finding says besides its title. */
export const details = (f: Format): Sentences => ({
  'conflict.undecided': (about) =>
    f.plural(about.count, {
      one: `${about.resource}: pertsona batek gatazka bat erabaki behar du.`,
      other: `${about.resource}: pertsona batek {n} gatazka erabaki behar ditu.`,
    }),
  'conflict.kept-target': (about) =>
    `${about.resource}: helmugako errenkada geratzen da; jatorrikoa ez da mugitzen.`,
  'decision.name-taken': (about) =>
    `«${about.text('name')}» hartuta dago (${about.resource} ${about.text('id')}).`,
  'decision.name-not-allowed': (about) =>
    `Arau batek edo zutabearen luzerak ez du «${about.text('name')}» onartzen (${about.resource} ${about.text('id')}).`,
  'access.outsiders': 'Ez dute ezer irabazten helmugan, eta rol hori gordetzen dute.',
  'access.gains': 'Bietako kide dira, eta jatorriko rol handienak balio du helmugan.',
  'access.audience': (about) =>
    `Mugitzen diren ${about.text('people')} pertsonak eta helmugako ${about.text('members')} kidek ikusiko dute bi erakundeek partekatzen dutena.`,
  'access.several-memberships': 'Zein gorde, eta zein rolekin, asmakizuna litzateke.',
  'source.not-empty': (about) => `Hemen geratuko litzateke zerbait: ${about.text('left')}.`,
  'source.orphan-roles': 'Datu-baseak ez du inoren rolik onartzen.',
  'reference.crosses':
    'Errenkada batzuk geratzen direnez, mugitzen diren beste batzuek haiek aipatzen jarraituko dute.',
  'reference.parts-people':
    'Pertsona edo errenkada batzuk geratzen direnez, bietako bat jatorrian geratzen da eta bestea helmugan.',
  'pointers.anew':
    'Beste erakundeetako errenkadetan ere bai: jatorriarekin partekatutakoa helmugarekin partekatzen da.',
  'blueprint.no-verdict': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'blueprint.no-verdict-column': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'blueprint.no-verdict-content': (about) =>
    `${about.text('table')}: ${about.text('columns')}${about.text('keys') === '' ? '' : ` (${about.text('keys')})`}. Migrazio batek ere ez ditu aldatzen.`,
  'table.no-address': (about) =>
    `${about.text('table')}: aldaketa bat ezingo litzateke errenkadaz errenkada desegin.`,
  'table.null-address':
    'Haien aldaketa bat ezingo litzateke desegin, ezerk ez baitu errenkada berriz aurkitzen.',
  'table.generated-organization': (about) => `${about.text('table')}: ${about.text('column')}`,
  'table.row-security': (about) =>
    `${about.text('table')}: errenkadakako segurtasunak batzuk ezkutatzen ditu.`,
  'table.refers-to-memberships': (about) =>
    `${about.text('table')}${about.has('by_itself') ? ': datu-baseak bere kabuz aldatu edo ezabatuko lituzke errenkada hauek.' : ''}`,
  'outside.litellm-team': (about) =>
    ({
      add: 'Jatorriko aurrekontutik geratzen dena helmugakoari gehitzen zaio.',
      larger: 'Bi aurrekontuetatik handienak balio du.',
      'keep-target':
        'Helmugako aurrekontua dagoen bezala geratzen da; jatorrikotik geratzen dena amaitzen da.',
    })[about.text('budgets')] ?? '',
  'outside.stripe-customers':
    'Stripe-k ezin ditu bezeroak batu: harpidetzak eta ordainbideak gordetzen dituzte.',
  'lamb.kb-server-differs':
    'Mugitu ondoren, LAMBek helmugako zerbitzarian bilatzen ditu bildumak, eta han aurkitzen ez duen ezagutza-base bakoitzaren erregistroa ezabatzen du.',
  'lamb.knowledge-store-server-differs':
    'Ezagutza-biltegien edukia ez da zerbitzari batetik bestera mugitzen.',
  'lamb.library-server-differs': 'Gero ezin izango da mugitutako liburutegien fitxategietara iritsi.',
  'lamb.no-provider':
    'Mugitutako laguntzaileek ez dute erantzungo hornitzaile bat izan arte: sistemaren erakundeak bakarrik jotzen du zerbitzariaren ezarpenetara.',
  'lamb.model-missing': 'Beste eredu batekin erantzuten dute, edo errore batekin.',
  'lamb.costs-move': 'Hemendik aurrera helmugako hornitzaile-gakoak erabiltzen dituzte.',
  'lamb.visibility-widens':
    'Kide bakoitzak bere erakundeko laguntzaile guztiak erabil ditzake, eta han partekatutakoa ikusten du: ezagutza-baseak, txantiloiak, liburutegiak eta errubrika publikoak.',
  'lamb.sharing-off': 'Partekatutakoak partekatuta jarraitzen du, baina ezin da ezer berririk partekatu.',
  'lamb.signup-open':
    'Haren gakoak jendea onartzen jarraituko luke han. Migrazioak itxi egiten du, jatorria gordetzen bada.',
  'lamb.library-permalinks':
    'Liburutegi-zerbitzuak erakunde zaharra gordetzen du. Fitxategiak irakur daitezke, baina esteka iraunkor bakoitzak 404 erantzuten du.',
  'lamb.lti-setup-in-flight': 'Mugitu aurreko hamar minutuetan irekitako LTI jardueren orrientzat balio du.',
  'openhands.invitations-move': 'Onartzen duena helmugan sartzen da, gonbidapenaren rolarekin.',
  'openhands.personal-source':
    'Pertsona horren identifikatzailea du; gero ez du bere erakunderik, eta helmugan lan egiten du. OpenHands-ek ez du besterik sortzen.',
  'openhands.personal-target':
    'OpenHands-ek pertsona baten identifikatzailea duen erakundea haren berea dela uste du, barruan nor dagoen kontuan hartu gabe.',
  'promotion.unknown-table': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'promotion.stays': (about) => about.resource,
})
