import type { Words } from '../catalogue.ts'
import { type FindingText, lines } from '../finding.ts'
import type { Sentence } from '../sentence.ts'

export const findings: Words['findings'] = {
  'conflict.undecided': say(
    'Pertsona batek bakarrik erabaki ditzakeen gatazkak',
    'Aukeratu zer gertatzen den bakoitzarekin, Gatazkak atalean.',
  ),
  'conflict.fail': say('Gatazkak daude, eta araua gelditzea da', 'Aukeratu beste arau bat Gatazkak atalean.'),
  'conflict.kept-target': say(
    'Helmugak berea gordetzen du; jatorrikoa atzean geratzen da',
    'Abisatu jatorrikoa erabiltzen dutenei.',
  ),
  'decision.name-taken': say(
    'Nahi den izen bat ezin da erabili',
    'Aukeratu beste izen bat Gatazkak atalean.',
  ),
  'access.no-role': say(
    'Jatorrian rolik gabeko pertsonak helmugako kide bihurtzen dira',
    'Begiratu sarbiderik izan behar duten.',
  ),
  'access.outsiders': say(
    'Jatorrian rola duten baina mugitzen ez diren pertsonak',
    'Eman eskuz rol bat helmugan, behar badute.',
  ),
  'access.gains': say(
    'Batzuek eskubideak irabazten dituzte helmugan',
    'Ikusi Pertsonak eta sarbidea atalean.',
  ),
  'access.audience': say(
    'Pertsona gehiagok ikusiko dute partekatutakoa',
    'Utzi partekatzeari bientzat ez dena.',
  ),
  'access.several-memberships': say(
    'Behin baino gehiagotan kide diren pertsonak',
    'Utzi bakoitzari kidetza bakarra, eta egin plana berriro.',
  ),
  'access.dependants': say(
    'Beste errenkada batzuk desagertzen diren kidetzei lotuta daude',
    'Lotu helmugako kidetzara, edo kendu bietako bat aplikazioan.',
  ),
  'source.empty': say('Jatorriak ez du mugi daitekeenik', 'Ezabatu aplikazioan, behar ez bada.'),
  'source.not-empty': say(
    'Zerbait atzean geratzen da; beraz, jatorria ezin da ezabatu',
    'Konpondu gatazkak dena mugi dadin, edo gorde jatorria.',
  ),
  'source.outsider-roles': say(
    'Mugitzen ez diren pertsonen rolak jatorriarekin galduko lirateke',
    'Onartu, edo gorde jatorria.',
  ),
  'source.orphan-roles': say(
    'Jada existitzen ez diren pertsonen rolak jatorriarekin galtzen dira',
    'Desegiteak ezin ditu berreskuratu.',
  ),
  'reference.crosses': say(
    'Erakundeen artean gurutzatuko liratekeen erreferentziak',
    'Aldatu izena atzean utzi beharrean, edo begiratu gero errenkada hauek.',
  ),
  'pointers.anew': say('Jatorrira begira dagoena helmugara begira egongo da', 'Ez da ezer egin behar.'),
  'blueprint.no-verdict': say(
    'Planoak ezer esaten ez duen taula bat',
    (about) => `Gehitu planoan dagokion lerroa: ${lines(about)}`,
  ),
  'blueprint.no-verdict-column': say(
    'Planoak ezer esaten ez duen zutabe bat',
    (about) =>
      `Dagoen bezala gera badaiteke, gehitu "not_organizations" atalean: ${about.text('not_organizations')}`,
  ),
  'blueprint.follows-by-itself': say('Beren kabuz doazen taulak', 'Ez da ezer egin behar.'),
  'table.no-address': say('Errenkadak bereizten ez diren taula bat', 'Eman gako nagusi bat.'),
  'table.null-address': say('Gako nagusian baliorik ez duten errenkadak', 'Eman gako bat, edo ezabatu.'),
  'table.generated-organization': say(
    'Erakundearen zutabea beste batetik kalkulatzen da',
    'Izendatu planoan zein zutabetatik kalkulatzen den.',
  ),
  'table.row-security': say(
    'Errenkadak ezkutatuta daude datu-baseko erabiltzaile honentzat',
    'Konektatu taulen jabe gisa.',
  ),
  'table.refers-to-memberships': say(
    'Errenkada batzuk desagertzen diren kidetzei lotuta daude',
    'Begiratu bi erakundeetan dauden pertsonen errenkadak.',
  ),
  'table.triggers': say(
    'Aplikazioaren abiarazleak daude aldatzen diren tauletan',
    'Aktibo jarraitzen dute; batek aldaketa bat baztertzen badu, ez da ezer aldatzen.',
  ),
  'table.no-index': say(
    'Erakundearen araberako indizerik gabeko taula bat',
    'Indize batek azkarragoa egiten du, taula handia bada.',
  ),
  'table.type-and-id': say(
    'Beste batzuk motaz eta identifikatzailez aipatzen dituzten errenkadak',
    'Identifikatzaileak ez dira aldatzen. Erakunde bat aipatzen duten bikoteak bakarrik begiratu.',
  ),
  'lamb.kb-server-differs': say(
    'Erakundeek ezagutza-baseen zerbitzari desberdinak dituzte',
    'Kopiatu lehenik ezagutza-baseak helmugako zerbitzarira.',
  ),
  'lamb.knowledge-store-server-differs': say(
    'Erakundeek ezagutza-biltegien zerbitzari desberdinak dituzte',
    'Kopiatu lehenik biltegiak helmugako zerbitzarira.',
  ),
  'lamb.library-server-differs': say(
    'Erakundeek liburutegi-zerbitzari desberdinak dituzte',
    'Kopiatu lehenik fitxategiak helmugako zerbitzarira.',
  ),
  'lamb.no-provider': say(
    'Helmugak ez du eredu-hornitzailerik',
    'Konfiguratu bat helmugan, jendeak lanean jarraitu aurretik.',
  ),
  'lamb.model-missing': say(
    'Laguntzaile batzuek helmugak eskaintzen ez dituen ereduak erabiltzen dituzte',
    'Eskaini eredu hauek helmugan, edo aukeratu beste batzuk.',
  ),
  'lamb.costs-move': say(
    'Helmugak ordaintzen ditu etortzen diren laguntzaileak',
    'Abisatu helmuga ordaintzen duenari.',
  ),
  'lamb.visibility-widens': say(
    'Bi erakundeetako kideek partekatutakoa partekatzen dute',
    'Mugitu aurretik, egin pribatu ikusi behar ez dena.',
  ),
  'lamb.sharing-off': say(
    'Partekatzea desaktibatuta dago helmugan',
    'Aktibatu han, jendeak gauza berriak partekatu behar baditu.',
  ),
  'lamb.rag-off': say(
    'Ezagutza-baseak desaktibatuta daude helmugan',
    'Aktibatu han, laguntzaileek erabiltzen badituzte.',
  ),
  'lamb.lti-publishing-off': say(
    'Ikasteko plataforman argitaratzea desaktibatuta dago helmugan',
    'Aktibatu han, laguntzaileak argitaratu behar badira.',
  ),
  'lamb.mcp-off': say('MCP desaktibatuta dago helmugan', 'Aktibatu han, laguntzaileek erabiltzen badute.'),
  'lamb.signup-open': say(
    'Izen-ematea irekita dago jatorrian, eta itxi egingo da',
    'Eman jendeari helmugako izen-emate gakoa.',
  ),
  'lamb.library-permalinks': say(
    'Liburutegiko fitxategien esteka iraunkorrek ez dute gehiago balioko',
    'Aldarazi erakundea liburutegi-zerbitzuan ere, eta banatu esteka berriak.',
  ),
  'lamb.knowledge-store-paths': say(
    'Ezagutza-baseen zerbitzariak edukia erakunde zaharraren pean gordetzen du',
    'Mugiarazi han ere.',
  ),
  'lamb.lti-setup-in-flight': say(
    'Orain irekita dauden konfigurazio-orriek erakunde zaharra idazten dute oraindik',
    'Egiaztatu migrazioa ordu laurden bat geroago.',
  ),
  'decision.name-not-allowed': say(
    'Aplikazioak ez du nahi den izen bat onartzen',
    'Aukeratu beste izen bat Gatazkak atalean.',
  ),
  'reference.parts-people': say(
    'Pertsonak aipatzen dituzten errenkadetatik bereizten dira',
    'Ez da ezer galtzen. Berrizendatu edo hustu atzean utzi ordez, elkarrekin egon behar badute.',
  ),
  'blueprint.no-verdict-content': say(
    'Testu- edo JSON-zutabe batek erakundeak aipatzen ditu',
    (about) =>
      `Jatorria aipatzen jarrai badezake, gehitu "not_organizations" atalean: ${about.text('not_organizations')}. Bestela, egin aplikazioak helmuga idatz dezan migrazioaren ondoren, eta gehitu orduan lerro hori.`,
  ),
  'table.unreadable': say(
    'Inork begiratu ezin izan dituen taulak',
    'Utzi datu-baseko erabiltzaileari irakurtzen, edo ziurtatu ez dutela erakunderik aipatzen.',
  ),
  'outside.litellm-team': say(
    'Helmugako LiteLLM taldeak pertsonak eta gakoak hartzen ditu',
    'Ez da ezer egin behar; jatorriko talde hutsa geratzen da.',
  ),
  'outside.stripe-customers': say(
    'Stripe-ko bezeroak bereizita geratzen dira, eta helmugakoak dira',
    'Begiratu Stripe-n bi harpidetzak gauza bera ordaintzen duten.',
  ),
  'openhands.secrets-shared': say(
    'Sekretuak pertsona bakoitzarenak dira, eta helmugan erabiltzen dira',
    'Ez da ezer egin behar.',
  ),
  'openhands.api-keys-move': say(
    'API gakoek funtzionatzen jarraitzen dute, helmugan',
    'Ezabarazi han jardun behar ez duten gakoak.',
  ),
  'openhands.invitations-move': say(
    'Irekita dauden gonbidapenek helmugara daramate',
    'Baliogabetu han balio behar ez duten gonbidapenak.',
  ),
  'openhands.personal-source': say(
    'Jatorria norbaiten erakunde pertsonala da',
    'Abisatu pertsonari. Desegiteak erakunde pertsonala berreskuratzen du.',
  ),
  'openhands.personal-target': say(
    'Helmuga norbaiten erakunde pertsonala da',
    'Aukeratu inorena ez den erakunde bat, edo onartu OpenHands-ek pertsonal gisa erakustea.',
  ),
  'promotion.duplicate-rows': say(
    'Ezarpen-errenkada bat baino gehiago: berriena da baliozkoa',
    'Ez da ezer egin behar; beste errenkadak dauden bezala geratzen dira.',
  ),
  'promotion.no-legacy-row': say(
    'Ezarpen-errenkadarik gabe: aplikazioaren balioak dira baliozkoak',
    'Utzi kanpoan pertsona hauek, betiko joan badira.',
  ),
  'promotion.half-promoted': say(
    'Egindakotzat markatuta, nahiz eta zerbait falta',
    'Ez da ezer egin behar; falta dena bakarrik gehitzen da.',
  ),
  'promotion.organization-existed': say(
    'Badute jada beren erakundea',
    'Ez da ezer egin behar; dagoen bezala uzten da.',
  ),
  'promotion.rows-elsewhere': say(
    'Beste erakunde bateko errenkadak han geratzen dira',
    'Ez da ezer egin behar.',
  ),
  'promotion.name-taken': say(
    'Izena hartuta dago; zenbaki bat darama atzean',
    'Ez da ezer egin behar; izena aplikazioan alda daiteke.',
  ),
  'promotion.same-names': say(
    'Izen bereko hainbat errenkada: berrienak gordetzen du, besteek zenbaki bat daramate',
    'Abisatu pertsona hauei, edo ezabarazi aurretik behar ez dituzten errenkadak.',
  ),
  'promotion.address-unknown': say(
    'Erakundeak ez du aplikazioaren LiteLLM propioaren helbiderik jasotzen',
    'Jarri RESETTLE_APP_LITELLM_URL aldagaian pertsonen ezarpenetako helbidea, eta abiarazi berriro zerbitzua.',
  ),
  'promotion.secret-unreadable': say(
    'Sekretu bat ezin da irakurri: gorde egiten da, baina baliteke aplikazioak ezin erabiltzea',
    'Jarri RESETTLE_APP_SECRET aldagaian aplikazioaren sekretua, eta abiarazi berriro zerbitzua.',
  ),
  'promotion.unknown-table': say(
    'Promozioek ezagutzen ez dituzten pertsonen errenkadak: dauden bezala geratzen dira',
    (about) => `Gehitu planoan dagokion lerroa: ${lines(about)}`,
  ),
  'promotion.stays': say(
    'Pertsona bakoitzarenak izaten jarraitzen duten errenkadak',
    'Ez da ezer egin behar.',
  ),
}

function say(title: string, remedy: Sentence): FindingText {
  return { title, remedy }
}
