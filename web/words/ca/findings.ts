import type { Words } from '../catalogue.ts'
import { type FindingText, lines } from '../finding.ts'
import type { Sentence } from '../sentence.ts'

export const findings: Words['findings'] = {
  'conflict.undecided': say(
    'Conflictes que només pot decidir una persona',
    'Trieu què passa amb cadascun a Conflictes.',
  ),
  'conflict.fail': say('Hi ha conflictes, i la regla és aturar-se', 'Trieu una altra regla a Conflictes.'),
  'conflict.kept-target': say(
    'La destinació conserva el seu; el de l’origen es queda enrere',
    'Aviseu qui fa servir el de l’origen.',
  ),
  'decision.name-taken': say('Un nom desitjat no es pot fer servir', 'Trieu un altre nom a Conflictes.'),
  'access.no-role': say(
    'Persones sense rol a l’origen passen a ser membres de la destinació',
    'Mireu si han de tenir accés.',
  ),
  'access.outsiders': say(
    'Persones amb un rol a l’origen que no es mouen',
    'Doneu-los a mà un rol a la destinació si els cal.',
  ),
  'access.gains': say('Hi ha persones que guanyen drets a la destinació', 'Mireu-les a Persones i accés.'),
  'access.audience': say(
    'Més persones veuran el que es comparteix',
    'Deixeu de compartir el que no sigui per a totes dues.',
  ),
  'access.several-memberships': say(
    'Persones que són membres més d’una vegada',
    'Deixeu a cadascuna una sola pertinença i refeu el pla.',
  ),
  'access.dependants': say(
    'Altres files es refereixen a pertinences que desapareixen',
    'Feu que es refereixin a la pertinença a la destinació, o traieu-ne una a l’aplicació.',
  ),
  'source.empty': say('L’origen no té res que es pugui moure', 'Esborreu-lo a l’aplicació si ja no cal.'),
  'source.not-empty': say(
    'Alguna cosa es queda enrere, i per això l’origen no es pot esborrar',
    'Resoleu els conflictes perquè es mogui tot, o conserveu l’origen.',
  ),
  'source.outsider-roles': say(
    'Els rols de persones que no es mouen desapareixerien amb l’origen',
    'Accepteu-ho, o conserveu l’origen.',
  ),
  'source.orphan-roles': say(
    'Els rols de persones que ja no existeixen desapareixen amb l’origen',
    'Desfer no els pot recuperar.',
  ),
  'reference.crosses': say(
    'Referències que creuarien entre les organitzacions',
    'Canvieu el nom en lloc de deixar enrere, o reviseu després aquestes files.',
  ),
  'pointers.anew': say('El que apunta a l’origen apuntarà a la destinació', 'No cal fer res.'),
  'blueprint.no-verdict': say(
    'Una taula de la qual el plànol no diu res',
    (about) => `Afegiu al plànol la línia que correspongui: ${lines(about)}`,
  ),
  'blueprint.no-verdict-column': say(
    'Una columna de la qual el plànol no diu res',
    (about) => `Si es pot quedar com està, afegiu a "not_organizations": ${about.text('not_organizations')}`,
  ),
  'blueprint.follows-by-itself': say('Taules que van soles', 'No cal fer res.'),
  'table.no-address': say('Una taula on les files no es distingeixen', 'Doneu-li una clau primària.'),
  'table.null-address': say('Files sense valor a la clau primària', 'Doneu-los una clau, o esborreu-les.'),
  'table.generated-organization': say(
    'La columna de l’organització es calcula a partir d’una altra',
    'Anomeneu al plànol la columna a partir de la qual es calcula.',
  ),
  'table.row-security': say(
    'Hi ha files amagades per a aquest usuari de la base de dades',
    'Connecteu-vos com a propietari de les taules.',
  ),
  'table.refers-to-memberships': say(
    'Hi ha files que es refereixen a pertinences que desapareixen',
    'Mireu les files de les persones que són a totes dues organitzacions.',
  ),
  'table.triggers': say(
    'L’aplicació té disparadors en taules que canvien',
    'Continuen actius; si un rebutja un canvi, no canvia res.',
  ),
  'table.no-index': say('Una taula sense índex per organització', 'Un índex la fa més ràpida si és gran.'),
  'table.type-and-id': say(
    'Files que n’anomenen d’altres per tipus i identificador',
    'Els identificadors no canvien. Només cal mirar les parelles que anomenin una organització.',
  ),
  'lamb.kb-server-differs': say(
    'Les organitzacions fan servir servidors diferents de bases de coneixement',
    'Copieu abans les bases de coneixement al servidor de la destinació.',
  ),
  'lamb.knowledge-store-server-differs': say(
    'Les organitzacions fan servir servidors diferents de magatzems de coneixement',
    'Copieu abans els magatzems al servidor de la destinació.',
  ),
  'lamb.library-server-differs': say(
    'Les organitzacions fan servir servidors de biblioteca diferents',
    'Copieu abans els fitxers al servidor de la destinació.',
  ),
  'lamb.no-provider': say(
    'La destinació no té proveïdor de models',
    'Configureu-ne un abans que la gent continuï treballant.',
  ),
  'lamb.model-missing': say(
    'Hi ha assistents que fan servir models que la destinació no ofereix',
    'Oferiu aquests models a la destinació, o trieu-ne d’altres per a aquests assistents.',
  ),
  'lamb.costs-move': say(
    'La destinació paga els assistents que hi arriben',
    'Aviseu qui paga la destinació.',
  ),
  'lamb.visibility-widens': say(
    'Els membres de totes dues organitzacions comparteixen el que es comparteix',
    'Abans de moure, feu privat el que no s’hagi de veure.',
  ),
  'lamb.sharing-off': say(
    'Compartir està desactivat a la destinació',
    'Activeu-ho allà si la gent ha de compartir coses noves.',
  ),
  'lamb.rag-off': say(
    'Les bases de coneixement estan desactivades a la destinació',
    'Activeu-les allà si els assistents les fan servir.',
  ),
  'lamb.lti-publishing-off': say(
    'Publicar a la plataforma d’aprenentatge està desactivat a la destinació',
    'Activeu-ho allà si s’han de publicar assistents.',
  ),
  'lamb.mcp-off': say(
    'MCP està desactivat a la destinació',
    'Activeu-lo allà si els assistents el fan servir.',
  ),
  'lamb.signup-open': say(
    'El registre és obert a l’origen, i es tancarà',
    'Doneu a la gent la clau de registre de la destinació.',
  ),
  'lamb.library-permalinks': say(
    'Els enllaços permanents de fitxers de biblioteca deixaran de funcionar',
    'Feu canviar l’organització també al servei de biblioteca, i repartiu enllaços nous.',
  ),
  'lamb.knowledge-store-paths': say(
    'El servidor de bases de coneixement arxiva continguts sota l’organització antiga',
    'Feu que es moguin també allà.',
  ),
  'lamb.lti-setup-in-flight': say(
    'Les pàgines de configuració obertes ara encara escriuen l’organització antiga',
    'Comproveu la migració un quart d’hora després.',
  ),
  'decision.name-not-allowed': say(
    'L’aplicació no admet un nom desitjat',
    'Trieu un altre nom a Conflictes.',
  ),
  'reference.parts-people': say(
    'Hi ha persones separades de files que les anomenen',
    'No es perd res. Reanomeneu o buideu en lloc de deixar enrere on hagin de seguir juntes.',
  ),
  'blueprint.no-verdict-content': say(
    'Una columna de text o JSON anomena organitzacions',
    (about) =>
      `Si pot continuar anomenant l’origen, afegiu a "not_organizations": ${about.text('not_organizations')}. Si no, feu que l’aplicació hi escrigui la destinació després de la migració, i afegiu llavors aquesta línia.`,
  ),
  'table.unreadable': say(
    'Taules on no s’ha pogut mirar',
    'Deixeu que l’usuari de la base de dades les llegeixi, o assegureu-vos que no anomenen cap organització.',
  ),
  'outside.litellm-team': say(
    'L’equip de LiteLLM de la destinació es fa càrrec de persones i claus',
    'No cal fer res; l’equip buit de l’origen es queda.',
  ),
  'outside.stripe-customers': say(
    'Els clients de Stripe continuen separats, i pertanyen a la destinació',
    'Mireu a Stripe si dues subscripcions paguen el mateix.',
  ),
  'openhands.secrets-shared': say(
    'Els secrets continuen sent de cada persona, i s’usen a la destinació',
    'No cal fer res.',
  ),
  'openhands.api-keys-move': say(
    'Les claus d’API continuen funcionant, i actuen a la destinació',
    'Feu esborrar les claus que no hi hagin d’actuar.',
  ),
  'openhands.invitations-move': say(
    'Les invitacions obertes porten a la destinació',
    'Revoqueu les invitacions que no hi hagin de valer.',
  ),
  'openhands.personal-source': say(
    'L’origen és l’organització personal d’algú',
    'Aviseu la persona. Desfer recupera l’organització personal.',
  ),
  'openhands.personal-target': say(
    'La destinació és l’organització personal d’algú',
    'Trieu una organització que no sigui de ningú, o accepteu que OpenHands la mostri com a personal.',
  ),
  'promotion.duplicate-rows': say(
    'Més d’una fila de configuració: compta la més recent',
    'No cal fer res; les altres files es queden com estan.',
  ),
  'promotion.no-legacy-row': say(
    'Sense fila de configuració: compten els valors de l’aplicació',
    'Deixeu fora aquestes persones si han marxat per sempre.',
  ),
  'promotion.half-promoted': say(
    'Marcades com a fetes, tot i que falta alguna cosa',
    'No cal fer res; només s’afegeix el que falta.',
  ),
  'promotion.organization-existed': say(
    'Ja tenen una organització pròpia',
    'No cal fer res; es deixa com està.',
  ),
  'promotion.rows-elsewhere': say(
    'Les files que són d’una altra organització s’hi queden',
    'No cal fer res.',
  ),
  'promotion.name-taken': say(
    'El nom està ocupat, i per això duu un número al darrere',
    'No cal fer res; el nom es pot canviar a l’aplicació.',
  ),
  'promotion.same-names': say(
    'Diverses files amb un mateix nom: la més recent el conserva, les altres duen un número',
    'Aviseu aquestes persones, o feu esborrar abans les files que no necessitin.',
  ),
  'promotion.address-unknown': say(
    'L’organització no rep l’adreça del LiteLLM propi de l’aplicació',
    'Poseu a RESETTLE_APP_LITELLM_URL l’adreça que figura a la configuració de les persones, i reinicieu el servei.',
  ),
  'promotion.secret-unreadable': say(
    'Un secret no es pot llegir: es conserva, però potser l’aplicació no el podrà fer servir',
    'Poseu a RESETTLE_APP_SECRET el secret de l’aplicació, i reinicieu el servei.',
  ),
  'promotion.unknown-table': say(
    'Files de persones que cap promoció no coneix: es queden com són',
    (about) => `Afegiu al plànol la línia que correspongui: ${lines(about)}`,
  ),
  'promotion.stays': say('Files que continuen sent de cada persona', 'No cal fer res.'),
}

function say(title: string, remedy: Sentence): FindingText {
  return { title, remedy }
}
