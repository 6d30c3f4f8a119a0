import type { Words } from '../catalogue.ts'
import { type FindingText, lines } from '../finding.ts'
import type { Sentence } from '../sentence.ts'

export const findings: Words['findings'] = {
  'conflict.undecided': say(
    'Conflictos que solo una persona puede decidir',
    'Elija qué ocurre con cada uno en Conflictos.',
  ),
  'conflict.fail': say('Hay conflictos, y la regla es detenerse', 'Elija otra regla en Conflictos.'),
  'conflict.kept-target': say(
    'El destino conserva lo suyo; lo del origen se queda atrás',
    'Avise a quienes usan lo del origen.',
  ),
  'decision.name-taken': say('Un nombre deseado no se puede usar', 'Elija otro nombre en Conflictos.'),
  'access.no-role': say(
    'Personas sin rol en el origen pasan a ser miembros del destino',
    'Mire si deben tener acceso.',
  ),
  'access.outsiders': say(
    'Personas con un rol en el origen que no se mueven',
    'Deles a mano un rol en el destino si lo necesitan.',
  ),
  'access.gains': say('Hay personas que ganan derechos en el destino', 'Mírelas en Personas y acceso.'),
  'access.audience': say(
    'Más personas verán lo que se comparte',
    'Deje de compartir lo que no sea para ambas.',
  ),
  'access.several-memberships': say(
    'Personas que son miembros más de una vez',
    'Deje a cada una una sola pertenencia y rehaga el plan.',
  ),
  'access.dependants': say(
    'Otras filas se refieren a pertenencias que desaparecen',
    'Haga que se refieran a la pertenencia en el destino, o quite una de las dos en la aplicación.',
  ),
  'source.empty': say(
    'El origen no tiene nada que se pueda mover',
    'Bórrelo en la aplicación si ya no hace falta.',
  ),
  'source.not-empty': say(
    'Algo se queda atrás, así que el origen no se puede borrar',
    'Resuelva los conflictos para que se mueva todo, o conserve el origen.',
  ),
  'source.outsider-roles': say(
    'Los roles de personas que no se mueven desaparecerían con el origen',
    'Acéptelo, o conserve el origen.',
  ),
  'source.orphan-roles': say(
    'Los roles de personas que ya no existen desaparecen con el origen',
    'Deshacer no los puede recuperar.',
  ),
  'reference.crosses': say(
    'Referencias que cruzarían entre las organizaciones',
    'Renombre en lugar de dejar atrás, o revise después estas filas.',
  ),
  'pointers.anew': say('Lo que apunta al origen apuntará al destino', 'No hay que hacer nada.'),
  'blueprint.no-verdict': say(
    'Una tabla de la que el plano no dice nada',
    (about) => `Añada al plano la línea que corresponda: ${lines(about)}`,
  ),
  'blueprint.no-verdict-column': say(
    'Una columna de la que el plano no dice nada',
    (about) => `Si puede quedarse como está, añada a "not_organizations": ${about.text('not_organizations')}`,
  ),
  'blueprint.follows-by-itself': say('Tablas que van solas', 'No hay que hacer nada.'),
  'table.no-address': say('Una tabla cuyas filas no se distinguen', 'Dele una clave primaria.'),
  'table.null-address': say('Filas sin valor en su clave primaria', 'Deles una clave, o bórrelas.'),
  'table.generated-organization': say(
    'La columna de la organización se calcula a partir de otra',
    'Nombre en el plano la columna de la que se calcula.',
  ),
  'table.row-security': say(
    'Hay filas ocultas para este usuario de la base de datos',
    'Conéctese como propietario de las tablas.',
  ),
  'table.refers-to-memberships': say(
    'Hay filas que se refieren a pertenencias que desaparecen',
    'Mire las filas de las personas que están en ambas organizaciones.',
  ),
  'table.triggers': say(
    'La aplicación tiene disparadores en tablas que cambian',
    'Siguen activos; si uno rechaza un cambio, no cambia nada.',
  ),
  'table.no-index': say(
    'Una tabla sin índice por organización',
    'Un índice la hace más rápida si es grande.',
  ),
  'table.type-and-id': say(
    'Filas que nombran a otras por tipo e identificador',
    'Los identificadores no cambian. Solo hay que mirar los pares que nombren una organización.',
  ),
  'lamb.kb-server-differs': say(
    'Las organizaciones usan servidores distintos de bases de conocimiento',
    'Copie antes las bases de conocimiento al servidor del destino.',
  ),
  'lamb.knowledge-store-server-differs': say(
    'Las organizaciones usan servidores distintos de almacenes de conocimiento',
    'Copie antes los almacenes al servidor del destino.',
  ),
  'lamb.library-server-differs': say(
    'Las organizaciones usan servidores de biblioteca distintos',
    'Copie antes los archivos al servidor del destino.',
  ),
  'lamb.no-provider': say(
    'El destino no tiene proveedor de modelos',
    'Configure uno en el destino antes de que la gente siga trabajando.',
  ),
  'lamb.model-missing': say(
    'Hay asistentes que usan modelos que el destino no ofrece',
    'Ofrezca estos modelos en el destino, o elija otros para estos asistentes.',
  ),
  'lamb.costs-move': say('El destino paga los asistentes que llegan', 'Avise a quien paga el destino.'),
  'lamb.visibility-widens': say(
    'Los miembros de ambas organizaciones comparten lo compartido',
    'Antes de mover, haga privado lo que no deba verse.',
  ),
  'lamb.sharing-off': say(
    'Compartir está desactivado en el destino',
    'Actívelo allí si la gente ha de compartir cosas nuevas.',
  ),
  'lamb.rag-off': say(
    'Las bases de conocimiento están desactivadas en el destino',
    'Actívelas allí si los asistentes las usan.',
  ),
  'lamb.lti-publishing-off': say(
    'Publicar en la plataforma de aprendizaje está desactivado en el destino',
    'Actívelo allí si se han de publicar asistentes.',
  ),
  'lamb.mcp-off': say('MCP está desactivado en el destino', 'Actívelo allí si los asistentes lo usan.'),
  'lamb.signup-open': say(
    'El registro está abierto en el origen, y se cerrará',
    'Dé a la gente la clave de registro del destino.',
  ),
  'lamb.library-permalinks': say(
    'Los enlaces permanentes de archivos de biblioteca dejarán de funcionar',
    'Haga cambiar la organización también en el servicio de biblioteca, y reparta enlaces nuevos.',
  ),
  'lamb.knowledge-store-paths': say(
    'El servidor de bases de conocimiento archiva contenidos bajo la organización antigua',
    'Haga que se muevan también allí.',
  ),
  'lamb.lti-setup-in-flight': say(
    'Las páginas de configuración abiertas ahora aún escriben la organización antigua',
    'Compruebe la migración un cuarto de hora después.',
  ),
  'decision.name-not-allowed': say(
    'La aplicación no admite un nombre deseado',
    'Elija otro nombre en Conflictos.',
  ),
  'reference.parts-people': say(
    'Hay personas separadas de filas que las nombran',
    'No se pierde nada. Renombre o vacíe en lugar de dejar atrás donde deban seguir juntas.',
  ),
  'blueprint.no-verdict-content': say(
    'Una columna de texto o JSON nombra organizaciones',
    (about) =>
      `Si puede seguir nombrando el origen, añada a "not_organizations": ${about.text('not_organizations')}. Si no, haga que la aplicación escriba allí el destino tras la migración, y añada después esa línea.`,
  ),
  'table.unreadable': say(
    'Tablas en las que no se pudo mirar',
    'Deje que el usuario de la base de datos las lea, o asegúrese de que no nombran ninguna organización.',
  ),
  'outside.litellm-team': say(
    'El equipo de LiteLLM del destino se hace cargo de personas y claves',
    'No hay que hacer nada; el equipo vacío del origen se queda.',
  ),
  'outside.stripe-customers': say(
    'Los clientes de Stripe siguen separados, y pertenecen al destino',
    'Mire en Stripe si dos suscripciones pagan lo mismo.',
  ),
  'openhands.secrets-shared': say(
    'Los secretos siguen siendo de cada persona, y se usan en el destino',
    'No hay que hacer nada.',
  ),
  'openhands.api-keys-move': say(
    'Las claves de API siguen funcionando, y actúan en el destino',
    'Haga borrar las claves que no deban actuar allí.',
  ),
  'openhands.invitations-move': say(
    'Las invitaciones abiertas llevan al destino',
    'Revoque las invitaciones que no deban valer allí.',
  ),
  'openhands.personal-source': say(
    'El origen es la organización personal de alguien',
    'Avise a la persona. Deshacer recupera la organización personal.',
  ),
  'openhands.personal-target': say(
    'El destino es la organización personal de alguien',
    'Elija una organización que no sea de nadie, o acepte que OpenHands la muestre como personal.',
  ),
  'promotion.duplicate-rows': say(
    'Más de una fila de ajustes: cuenta la más reciente',
    'No hay que hacer nada; las otras filas se quedan como están.',
  ),
  'promotion.no-legacy-row': say(
    'Sin fila de ajustes: cuentan los valores de la aplicación',
    'Deje fuera a estas personas si se han ido para siempre.',
  ),
  'promotion.half-promoted': say(
    'Marcadas como hechas, aunque falta algo',
    'No hay que hacer nada; solo se añade lo que falta.',
  ),
  'promotion.organization-existed': say(
    'Ya tienen una organización propia',
    'No hay que hacer nada; se deja como está.',
  ),
  'promotion.rows-elsewhere': say(
    'Las filas que son de otra organización se quedan allí',
    'No hay que hacer nada.',
  ),
  'promotion.name-taken': say(
    'El nombre está ocupado, así que lleva un número detrás',
    'No hay que hacer nada; el nombre se puede cambiar en la aplicación.',
  ),
  'promotion.same-names': say(
    'Varias filas con un mismo nombre: la más reciente lo conserva, las otras llevan un número',
    'Avise a estas personas, o haga borrar antes las filas que no necesiten.',
  ),
  'promotion.address-unknown': say(
    'La organización no recibe la dirección del LiteLLM propio de la aplicación',
    'Ponga en RESETTLE_APP_LITELLM_URL la dirección que figura en los ajustes de las personas, y reinicie el servicio.',
  ),
  'promotion.secret-unreadable': say(
    'Un secreto no se puede leer: se conserva, pero la aplicación quizá no pueda usarlo',
    'Ponga en RESETTLE_APP_SECRET el secreto de la aplicación, y reinicie el servicio.',
  ),
  'promotion.unknown-table': say(
    'Filas de personas que ninguna promoción conoce: se quedan como están',
    (about) => `Añada al plano la línea que corresponda: ${lines(about)}`,
  ),
  'promotion.stays': say('Filas que siguen siendo de cada persona', 'No hay que hacer nada.'),
}

function say(title: string, remedy: Sentence): FindingText {
  return { title, remedy }
}
