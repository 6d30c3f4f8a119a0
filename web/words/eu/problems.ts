import type { Words } from '../catalogue.ts'
import type { ProblemText } from '../problem.ts'

export const problems: Words['problems'] = {
  remedy: 'Zer egin',
  code: 'Kodea',
  differences: 'Zer aldatu den',
  known: {
    'page.offline': say(
      'Ezin da zerbitzura iritsi.',
      'Egiaztatu sarea eta zerbitzua martxan dagoela; gero saiatu berriro. Erabakitakotik ez da ezer galtzen.',
    ),
    'page.answer': say(
      'Zerbitzuak orri honek ulertzen ez duen zerbait erantzun du.',
      'Saiatu berriro; berdin jarraitzen badu, begiratu zer dagoen orri honen eta zerbitzuaren artean.',
    ),
    'page.broken': say(
      'Orri honek akats bat egin du.',
      'Kargatu berriro; berdin jarraitzen badu, jakinarazi testu honekin. Zure datuak ez dira ukitu.',
    ),
    'page.missing': say(
      'Ez dago ezer helbide honetan.',
      'Agian esteka zaharra da, edo gaizki idatzita dago. Itzuli erakundeetara.',
    ),
    'auth.required': say(
      'Ez duzu saiorik hasi, edo tokena ez da ezagutzen.',
      'Hasi saioa baliozko token batekin.',
    ),
    'auth.forbidden': say(
      'Hau sistemaren administratzaileentzat da.',
      'Hasi saioa sistemaren administratzaile aktibo gisa.',
    ),
    'auth.unavailable': say(
      'Ezin da identitate-hornitzailera iritsi.',
      'Saiatu berriro, edo hasi saioa beste mota bateko token batekin.',
    ),
    'blueprint.mismatch': say(
      'Datu-basea ez dator bat planoarekin.',
      'Gehitu planoari falta dena, eta abiarazi zerbitzua berriro.',
    ),
    'database.busy': say(
      'Beste programa batek denbora gehiegi izan du blokeatuta datu-basea.',
      'Saiatu berriro aplikazioa lasaiago dagoenean.',
    ),
    'database.denied': say(
      'Datu-baseak sarbidea ukatu du.',
      'Egiaztatu zerbitzuaren erabiltzailea, pasahitza eta baimenak.',
    ),
    'database.missing': say(
      'Ez dago datu-baserik helbide honetan.',
      'Egiaztatu zerbitzua zein helbiderekin abiarazi den.',
    ),
    'database.read-only': say('Ezin da datu-basean idatzi.', 'Eman zerbitzuari idazteko baimena.'),
    'database.unavailable': say(
      'Ezin da datu-basera iritsi.',
      'Egiaztatu martxan dagoela, eta saiatu berriro.',
    ),
    'decision.invalid': say('Erabaki bat ezin da aplikatu.', 'Aukeratu beste zerbait gatazka honetarako.'),
    'internal.unexpected': say(
      'Gertatu behar ez zuen zerbait gertatu da: programaren akats bat.',
      'Jakinarazi testu honekin, mesedez.',
    ),
    'migration.failed': say(
      'Huts egin du eta desegin da; ez da ezer aldatu.',
      'Irakurri arrazoia; konpondutakoan, egin plana berriro.',
    ),
    'migration.locked': say(
      'Beste migrazio batek erakunde hauetako bat hartuta dauka.',
      'Itxaron amaitu arte, eta saiatu berriro.',
    ),
    'migration.not-found': say('Ez dago horrelako migraziorik.', 'Bilatu historian.'),
    'migration.refused': say(
      'Datu-baseak aldaketa bat baztertu du; ez da ezer aldatu.',
      'Aplikazioaren arau batek debekatzen du; haren mezua goian dago.',
    ),
    'organization.not-found': say('Ez dago horrelako erakunderik.', 'Aukeratu zerrendako bat.'),
    'organization.same': say('Jatorria eta helmuga erakunde bera dira.', 'Aukeratu beste helmuga bat.'),
    'organization.system': say('Sistemaren erakundeak ezin du parte hartu.', 'Aukeratu beste bat.'),
    'outside.unconfigured': say(
      'Ezin da kanpoko sistema batera iritsi.',
      'Haren helbidea eta gakoa zerbitzua abiarazten den lekuan adierazi behar dira.',
    ),
    'plan.blocked': say(
      'Zerbaitek plana blokeatzen du.',
      'Konpondu blokeatzen duen ohar bakoitza, edo onartu, eskaintzen den lekuan.',
    ),
    'plan.changed': say(
      'Beste norbaitek plana aldatu du bitartean.',
      'Orain dagoen bezala ageri da; begiratu, eta erabaki berriro.',
    ),
    'plan.conflicts': say(
      'Gatazkak daude, eta araua gelditzea da.',
      'Aukeratu beste arau bat Gatazkak atalean.',
    ),
    'plan.expired': say('Plana iraungi da.', 'Egin berri bat.'),
    'plan.not-found': say('Ez dago horrelako planik.', 'Egin berri bat.'),
    'plan.stale': say(
      'Datuak aldatu egin dira plana egin ondoren; ez da ezer aldatu.',
      'Begiratu zer den desberdina, eta egin plana berriro.',
    ),
    'plan.unapproved': say(
      'Planak beste pertsona baten onespena behar du.',
      'Eskatu plana aldatu ez duen administratzaile bati.',
    ),
    'plan.undecided': say('Gatazka batzuk erabaki gabe daude.', 'Erabaki Gatazkak atalean.'),
    'plan.used': say('Plana erabilita dago jada.', 'Begiratu haren exekuzioa, edo egin plan berri bat.'),
    'promotion.conflicts': say(
      'Geroagoko aldaketek promozioa desegitea eragozten dute.',
      'Begiratu aurrebistan, eta konpondu lehenik.',
    ),
    'promotion.none': say(
      'Hemen ez dago zer promozionatu.',
      'Promozioak planoan halakorik duten aplikazioetarako dira.',
    ),
    'promotion.not-found': say('Ez dago horrelako promoziorik.', 'Bilatu zerrendan.'),
    'promotion.refused': say(
      'Datu-baseak promozio bat baztertu du; ez da ezer aldatu.',
      'Aplikazioaren arau batek debekatzen du; haren mezua goian dago.',
    ),
    'promotion.blocked': say(
      'Gero aplikazioak ezingo lituzke pertsonen sekretuak irakurri; ez da ezer aldatu.',
      'Zerbitzu hau daramanak eman behar dio aplikazioak zifratzeko darabilen sekretua.',
    ),
    'promotion.stale': say(
      'Beste batzuek pertsona hauen errenkadak idazten jarraitu dute; ez da ezer aldatu.',
      'Saiatu berriro.',
    ),
    'request.forged': say(
      'Eskaera ez dator orri honetatik.',
      'Kargatu orria berriro zerbitzuaren helbidetik.',
    ),
    'request.invalid': say('Zerbitzuak ez du hau onartzen.', 'Zuzendu goian adierazitakoa.'),
    'request.not-found': say(
      'Zerbitzuak ez du helbide hau ezagutzen.',
      'Agian orri hau baino zaharragoa da: kargatu berriro.',
    ),
    'request.too-large': say('Gehiegi da aldi berean.', 'Bidali gutxiago aldiko.'),
    'request.too-many': say('Eskaera gehiegi.', 'Itxaron une bat, eta saiatu berriro.'),
    'request.unconfirmed': say('Berrespena ez dator bat.', 'Idatzi identifikatzailea agertzen den bezala.'),
    'rollback.conflicts': say(
      'Geroagoko aldaketek desegitea eragozten dute.',
      'Begiratu, eta aukeratu zer egin haiekin.',
    ),
    'rollback.done': say('Migrazio hau deseginda dago jada.', 'Ez da ezer geratzen egiteko.'),
    'rollback.superseded': say(
      'Geroagoko migrazio batek errenkada berak mugitu ditu.',
      'Desegin lehenik geroagokoa.',
    ),
    'run.interrupted': say('Eten egin da.', 'Jakin egin zen ala ez, eta jarraitu.'),
    'run.not-found': say('Ez dago horrelako exekuziorik.', 'Bilatu historian.'),
    'run.state': say('Orain dagoen egoeran ezin da hori egin.', 'Begiratu berriro.'),
    'service.read-only': say(
      'Zerbitzu honek begiratu bakarrik egiten du.',
      'Arduradunak abiaraz dezake gauzak aldatzeko moduan.',
    ),
    'service.stopping': say('Zerbitzua gelditzen ari da.', 'Saiatu berriro une bat barru.'),
    'store.newer': say('Resettleren bertsio berriago batek erabili du datu-base hau.', 'Eguneratu Resettle.'),
    'verification.failed': say(
      'Egiaztapenak ez du bete; ez da ezer aldatu.',
      'Irakurri zein egiaztapenek huts egin duten.',
    ),
    'blueprint.invalid': say(
      'Planoak bere burua kontraesaten du.',
      'Zuzendu aipatzen diren lekuak, eta abiarazi berriro zerbitzua.',
    ),
    'blueprint.not-found': say(
      'Ez dago halako planorik.',
      'Abiarazi zerbitzua existitzen den plano batekin.',
    ),
    'command.declined': say('Baztertu egin da; ez da ezer aldatu.', 'Hasi berriro, egin nahi duzunean.'),
    'command.interrupted': say('Eten egin da; ez da ezer aldatu.', 'Hasi berriro.'),
    'command.stopped': say(
      'Gelditu egin da; egindakoa gordetzen da.',
      'Jarraitu: amaitu zen lekutik jarraituko du.',
    ),
    'config.invalid': say(
      'Zerbitzuaren ezarpen bat ezin da erabili.',
      'Zuzendu aipatzen dena, eta abiarazi berriro zerbitzua.',
    ),
    'database.not-a-database': say(
      'Fitxategi hau ez da datu-base bat.',
      'Egiaztatu zerbitzua zein helbiderekin abiarazi zen.',
    ),
    'database.url': say(
      'Datu-basearen helbidea ezin da ulertu.',
      'Egiaztatu zerbitzua zein helbiderekin abiarazi zen.',
    ),
    'database.version': say(
      'Datu-basearen bertsio hau ez da bateragarria.',
      'Erabili bateragarria den bertsio bat.',
    ),
    'effect.not-found': say(
      'Ez dago halako aldaketarik beste sistema batean.',
      'Agian eginda dago jada: begiratu berriro zerrenda.',
    ),
    'effects.unfinished': say(
      'Beste sistemetako aldaketa guztiak ez daude eginda.',
      'Begiratu banan-banan; zuzendu ondoren, jarraitu.',
    ),
    'file.unreadable': say(
      'Fitxategi bat ezin da irakurri.',
      'Egiaztatu hor dagoela eta zerbitzuak irakur dezakeela.',
    ),
    'file.unwritable': say(
      'Fitxategi bat ezin da idatzi.',
      'Egiaztatu lekua existitzen dela eta zerbitzuak bertan idatz dezakeela.',
    ),
    'organization.ambiguous': say(
      'Erakunde batek baino gehiagok erantzuten du izen honi.',
      'Erabili identifikatzailea.',
    ),
    'plan.invalid': say('Plana ezin da erabili.', 'Egin berri bat.'),
    'promotion.unfit': say(
      'Identifikatzaile hau ezin da erakunde batena izan.',
      'Eman aurretik pertsonari identifikatzaile egoki bat aplikazioan.',
    ),
    'promotion.unknown': say(
      'Inork ez du identifikatzaile hau.',
      'Ikusi geratzen direnen zerrenda; identifikatzaileak aplikazioak idazten dituen bezalakoak dira.',
    ),
    'mail.unavailable': say(
      'Posta-zerbitzariak ez du erantzuten, edo ez du ezer onartzen.',
      'Konponarazi, eta saiatu berriro. Bidalitakoa ez da berriro bidaltzen.',
    ),
    'mail.unconfigured': say(
      'Hemendik ezin da postarik bidali.',
      'Zerbitzua kudeatzen duenak RESETTLE_SMTP_URL eta RESETTLE_MAIL_FROM ezar ditzake.',
    ),
    'notice.not-found': say('Ez dago halako oharrik.', 'Ikusi zerrenda txostenean.'),
    'notice.state': say('Oharra dagoen egoeran ezin da hau egin.', 'Ikusi noraino iritsi den.'),
    'report.person-not-found': say(
      'Izen honetako inor ez zen mugitu migrazio honetan.',
      'Izendatu pertsona txostenak egiten duen bezala.',
    ),
    'report.unsealed': say('Fitxategiak ez du zigilu osoko txostenik.', 'Deskargatu berriro txostena.'),
    'request.media-type': say('Zerbitzuak ez du eskaera ulertu.', 'Kargatu berriro orria.'),
    'token.exists': say(
      'Badago izen honetako token bat.',
      'Aukeratu beste izen bat, edo baliogabetu token hori.',
    ),
    'token.not-found': say('Ez dago halako tokenik.', 'Ikusi tokenen zerrenda.'),
    'usage.invalid': say('Hau ezin da horrela eskatu.', 'Zuzendu goian aipatzen dena.'),
  },
}

function say(title: string, remedy: string): ProblemText {
  return { title, remedy }
}
