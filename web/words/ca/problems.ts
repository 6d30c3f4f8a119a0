import type { Words } from '../catalogue.ts'
import type { ProblemText } from '../problem.ts'

export const problems: Words['problems'] = {
  remedy: 'Què cal fer',
  code: 'Codi',
  differences: 'Què ha canviat',
  known: {
    'page.offline': say(
      'No es pot arribar al servei.',
      'Comproveu la xarxa i que el servei estigui en marxa; després torneu-ho a provar. Res del que heu decidit no es perd.',
    ),
    'page.answer': say(
      'El servei ha respost una cosa que aquesta pàgina no entén.',
      'Torneu-ho a provar; si continua igual, mireu què hi ha entre aquesta pàgina i el servei.',
    ),
    'page.broken': say(
      'Aquesta pàgina ha comès un error.',
      'Torneu-la a carregar; si continua igual, comuniqueu-ho amb aquest text. Les vostres dades no es veuen afectades.',
    ),
    'page.missing': say(
      'No hi ha res en aquesta adreça.',
      'Potser l’enllaç és antic o està mal escrit. Torneu a les organitzacions.',
    ),
    'auth.required': say(
      'No heu iniciat la sessió, o el testimoni no es reconeix.',
      'Inicieu la sessió amb un testimoni vàlid.',
    ),
    'auth.forbidden': say(
      'Això és per a administradors del sistema.',
      'Inicieu la sessió com a administrador del sistema actiu.',
    ),
    'auth.unavailable': say(
      'No es pot arribar al proveïdor d’identitat.',
      'Torneu-ho a provar, o inicieu la sessió amb un testimoni d’una altra mena.',
    ),
    'blueprint.mismatch': say(
      'La base de dades no encaixa amb el plànol.',
      'Afegiu al plànol el que hi falta i torneu a iniciar el servei.',
    ),
    'database.busy': say(
      'Un altre programa ha tingut bloquejada la base de dades massa temps.',
      'Torneu-ho a provar quan l’aplicació estigui menys ocupada.',
    ),
    'database.denied': say(
      'La base de dades ha negat l’accés.',
      'Comproveu l’usuari, la contrasenya i els permisos del servei.',
    ),
    'database.missing': say(
      'No hi ha cap base de dades en aquesta adreça.',
      'Comproveu l’adreça amb què es va iniciar el servei.',
    ),
    'database.read-only': say(
      'No es pot escriure a la base de dades.',
      'Doneu permís al servei per escriure-hi.',
    ),
    'database.unavailable': say(
      'No es pot arribar a la base de dades.',
      'Comproveu que estigui en marxa i torneu-ho a provar.',
    ),
    'decision.invalid': say('Una decisió no es pot aplicar.', 'Trieu una altra cosa per a aquest conflicte.'),
    'internal.unexpected': say(
      'Ha passat una cosa que no hauria de passar: un error del programa.',
      'Comuniqueu-ho amb aquest text, si us plau.',
    ),
    'migration.failed': say(
      'Ha fallat i s’ha desfet; no ha canviat res.',
      'Llegiu-ne la causa; quan estigui resolta, refeu el pla.',
    ),
    'migration.locked': say(
      'Una altra migració ocupa una d’aquestes organitzacions.',
      'Espereu que s’acabi i torneu-ho a provar.',
    ),
    'migration.not-found': say('No existeix aquesta migració.', 'Busqueu-la a l’historial.'),
    'migration.refused': say(
      'La base de dades ha rebutjat un canvi; no ha canviat res.',
      'Una regla de l’aplicació ho prohibeix; el seu missatge és a dalt.',
    ),
    'organization.not-found': say('No existeix aquesta organització.', 'Trieu-ne una de la llista.'),
    'organization.same': say(
      'Origen i destinació són la mateixa organització.',
      'Trieu una altra destinació.',
    ),
    'organization.system': say('L’organització del sistema no hi pot participar.', 'Trieu-ne una altra.'),
    'outside.unconfigured': say(
      'No es pot arribar a un sistema extern.',
      'Cal indicar-ne l’adreça i la clau allà on s’inicia el servei.',
    ),
    'plan.blocked': say(
      'Alguna cosa bloqueja el pla.',
      'Resoleu cada observació que el bloqueja, o accepteu-la on s’ofereixi.',
    ),
    'plan.changed': say(
      'Algú altre ha canviat el pla mentrestant.',
      'Es mostra com és ara; mireu-lo i torneu a decidir.',
    ),
    'plan.conflicts': say(
      'Hi ha conflictes, i la regla és aturar-se.',
      'Trieu una altra regla a Conflictes.',
    ),
    'plan.expired': say('El pla ha caducat.', 'Feu-ne un de nou.'),
    'plan.not-found': say('No existeix aquest pla.', 'Feu-ne un de nou.'),
    'plan.stale': say(
      'Les dades van canviar després de fer el pla; no s’ha canviat res.',
      'Mireu què és diferent i refeu el pla.',
    ),
    'plan.unapproved': say(
      'El pla necessita l’aprovació d’una altra persona.',
      'Demaneu-la a un administrador que no l’hagi canviat.',
    ),
    'plan.undecided': say('Hi ha conflictes sense decidir.', 'Decidiu-los a Conflictes.'),
    'plan.used': say('El pla ja s’ha fet servir.', 'Mireu-ne l’execució, o feu un pla nou.'),
    'promotion.conflicts': say(
      'Canvis posteriors impedeixen desfer la promoció.',
      'Mireu-los a la previsualització i resoleu-los abans.',
    ),
    'promotion.none': say(
      'Aquí no hi ha res per promoure.',
      'Les promocions són per a aplicacions el plànol de les quals en descriu una.',
    ),
    'promotion.not-found': say('No existeix aquesta promoció.', 'Busqueu-la a la llista.'),
    'promotion.refused': say(
      'La base de dades ha rebutjat una promoció; no ha canviat res.',
      'Una regla de l’aplicació ho prohibeix; el seu missatge és a dalt.',
    ),
    'promotion.blocked': say(
      'Després l’aplicació no podria llegir els secrets de les persones; no ha canviat res.',
      'Qui manté aquest servei li ha de donar el secret amb què xifra l’aplicació.',
    ),
    'promotion.stale': say(
      'D’altres han continuat escrivint les files d’aquestes persones; no ha canviat res.',
      'Torneu-ho a provar.',
    ),
    'request.forged': say(
      'La petició no ve d’aquesta pàgina.',
      'Torneu a carregar la pàgina des de l’adreça del servei.',
    ),
    'request.invalid': say('El servei no accepta això.', 'Corregiu el que s’indica a dalt.'),
    'request.not-found': say(
      'El servei no coneix aquesta adreça.',
      'Potser és més antic que aquesta pàgina: torneu-la a carregar.',
    ),
    'request.too-large': say('És massa d’una sola vegada.', 'Envieu-ne menys cada vegada.'),
    'request.too-many': say('Massa peticions.', 'Espereu un moment i torneu-ho a provar.'),
    'request.unconfirmed': say(
      'La confirmació no coincideix.',
      'Escriviu l’identificador exactament com apareix.',
    ),
    'rollback.conflicts': say('Canvis posteriors impedeixen desfer-la.', 'Mireu-los i trieu què fer-ne.'),
    'rollback.done': say('Aquesta migració ja es va desfer.', 'No queda res per fer.'),
    'rollback.superseded': say(
      'Una migració posterior va moure les mateixes files.',
      'Desfeu abans la posterior.',
    ),
    'run.interrupted': say('S’ha interromput.', 'Esbrineu si es va fer, i continueu.'),
    'run.not-found': say('No existeix aquesta execució.', 'Busqueu-la a l’historial.'),
    'run.state': say('En l’estat actual no es pot fer això.', 'Torneu-la a mirar.'),
    'service.read-only': say(
      'Aquest servei només mira.',
      'Qui el gestiona el pot iniciar de manera que pugui canviar coses.',
    ),
    'service.stopping': say('El servei s’està aturant.', 'Torneu-ho a provar d’aquí a un moment.'),
    'store.newer': say(
      'Una versió més nova de Resettle ha fet servir aquesta base de dades.',
      'Actualitzeu Resettle.',
    ),
    'verification.failed': say(
      'La comprovació no s’ha sostingut; no ha canviat res.',
      'Llegiu quines comprovacions han fallat.',
    ),
    'blueprint.invalid': say(
      'El plànol es contradiu.',
      'Corregiu els llocs que s’anomenen i reinicieu el servei.',
    ),
    'blueprint.not-found': say(
      'No existeix aquest plànol.',
      'Inicieu el servei amb un plànol que existeixi.',
    ),
    'command.declined': say('S’ha rebutjat; no ha canviat res.', 'Torneu a començar quan ho vulgueu fer.'),
    'command.interrupted': say('S’ha interromput; no ha canviat res.', 'Torneu a començar.'),
    'command.stopped': say('S’ha aturat; el que s’ha fet es conserva.', 'Continueu: segueix on va acabar.'),
    'config.invalid': say(
      'Un ajust del servei no es pot fer servir.',
      'Corregiu el que s’anomena i reinicieu el servei.',
    ),
    'database.not-a-database': say(
      'Aquest fitxer no és una base de dades.',
      'Comproveu l’adreça amb què es va iniciar el servei.',
    ),
    'database.url': say(
      'L’adreça de la base de dades no s’entén.',
      'Comproveu l’adreça amb què es va iniciar el servei.',
    ),
    'database.version': say(
      'Aquesta versió de la base de dades no és compatible.',
      'Feu-ne servir una que ho sigui.',
    ),
    'effect.not-found': say(
      'No existeix aquest canvi en un altre sistema.',
      'Potser ja està fet: torneu a mirar la llista.',
    ),
    'effects.unfinished': say(
      'No tots els canvis en altres sistemes estan fets.',
      'Mireu-los un per un; un cop corregits, continueu.',
    ),
    'file.unreadable': say(
      'Un fitxer no es pot llegir.',
      'Comproveu que hi és i que el servei el pot llegir.',
    ),
    'file.unwritable': say(
      'Un fitxer no es pot escriure.',
      'Comproveu que el lloc existeix i que el servei hi pot escriure.',
    ),
    'organization.ambiguous': say(
      'Més d’una organització respon a aquest nom.',
      'Feu servir l’identificador.',
    ),
    'plan.invalid': say('El pla no es pot fer servir.', 'Feu-ne un de nou.'),
    'promotion.unfit': say(
      'Aquest identificador no pot ser una organització.',
      'Doneu abans a la persona un identificador adequat a l’aplicació.',
    ),
    'promotion.unknown': say(
      'Ningú no té aquest identificador.',
      'Mireu la llista de qui queda; els identificadors són com els escriu l’aplicació.',
    ),
    'mail.unavailable': say(
      'El servidor de correu no respon, o no accepta res.',
      'Feu que l’arreglin i torneu-ho a provar. El que s’ha enviat no s’envia un altre cop.',
    ),
    'mail.unconfigured': say(
      'Des d’aquí no es pot enviar correu.',
      'Qui gestiona el servei pot definir RESETTLE_SMTP_URL i RESETTLE_MAIL_FROM.',
    ),
    'notice.not-found': say('No existeix aquest avís.', 'Mireu la llista a l’informe.'),
    'notice.state': say('En el seu estat actual no es pot fer això amb l’avís.', 'Mireu fins on ha arribat.'),
    'report.person-not-found': say(
      'Ningú amb aquest nom no s’ha mogut en aquesta migració.',
      'Anomeneu la persona com ho fa l’informe.',
    ),
    'report.unsealed': say(
      'El fitxer no conté un informe amb el segell íntegre.',
      'Torneu a baixar l’informe.',
    ),
    'request.media-type': say('El servei no ha entès la petició.', 'Torneu a carregar la pàgina.'),
    'token.exists': say(
      'Ja existeix un testimoni amb aquest nom.',
      'Trieu un altre nom, o revoqueu aquell testimoni.',
    ),
    'token.not-found': say('No existeix aquest testimoni.', 'Mireu la llista de testimonis.'),
    'usage.invalid': say('Això no es pot demanar així.', 'Corregiu el que s’anomena a dalt.'),
  },
}

function say(title: string, remedy: string): ProblemText {
  return { title, remedy }
}
