import type { Format } from '../format.ts'
import type { Sentences } from '../sentence.ts'

/** What a finding says besides its title. */
export const details = (f: Format): Sentences => ({
  'conflict.undecided': (about) =>
    f.plural(about.count, {
      one: `${about.resource}: una persona debe decidir {n} conflicto.`,
      other: `${about.resource}: una persona debe decidir {n} conflictos.`,
    }),
  'conflict.kept-target': (about) =>
    `${about.resource}: la fila del destino se queda; la del origen no se mueve.`,
  'decision.name-taken': (about) =>
    `«${about.text('name')}» ya está ocupado (${about.resource} ${about.text('id')}).`,
  'decision.name-not-allowed': (about) =>
    `Una regla o la longitud de la columna no admite «${about.text('name')}» (${about.resource} ${about.text('id')}).`,
  'access.outsiders': 'No ganan nada en el destino, y conservan ese rol.',
  'access.gains': 'Son miembros de ambas, y el rol más alto del origen pasa a valer en el destino.',
  'access.audience': (about) =>
    `${about.text('people')} personas que se mueven y ${about.text('members')} miembros del destino verán lo que ambas organizaciones comparten.`,
  'access.several-memberships': 'Cuál de ellas se conserva, y con qué rol, sería una suposición.',
  'source.not-empty': (about) => `Se quedaría algo en: ${about.text('left')}.`,
  'source.orphan-roles': 'La base de datos no admite un rol de nadie.',
  'reference.crosses': 'Como algunas filas se quedan, otras que se mueven seguirán refiriéndose a ellas.',
  'reference.parts-people':
    'Como algunas personas o filas se quedan, una de las dos queda en el origen y la otra en el destino.',
  'pointers.anew':
    'También en filas de otras organizaciones: lo compartido con el origen se comparte con el destino.',
  'blueprint.no-verdict': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'blueprint.no-verdict-column': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'blueprint.no-verdict-content': (about) =>
    `${about.text('table')}: ${about.text('columns')}${about.text('keys') === '' ? '' : ` (${about.text('keys')})`}. Ninguna migración las cambia.`,
  'table.no-address': (about) => `${about.text('table')}: un cambio no se podría deshacer fila por fila.`,
  'table.null-address': 'Un cambio suyo no se podría deshacer, porque nada vuelve a encontrar la fila.',
  'table.generated-organization': (about) => `${about.text('table')}: ${about.text('column')}`,
  'table.row-security': (about) => `${about.text('table')}: la seguridad por filas oculta algunas.`,
  'table.refers-to-memberships': (about) =>
    `${about.text('table')}${about.has('by_itself') ? ': la base de datos cambiaría o borraría estas filas por sí misma.' : ''}`,
  'outside.litellm-team': (about) =>
    ({
      add: 'Lo que queda del presupuesto del origen se suma al del destino.',
      larger: 'Cuenta el mayor de los dos presupuestos.',
      'keep-target': 'El presupuesto del destino queda como está; lo que queda del origen termina.',
    })[about.text('budgets')] ?? '',
  'outside.stripe-customers': 'Stripe no puede unir clientes: conservan sus suscripciones y formas de pago.',
  'lamb.kb-server-differs':
    'Tras el traslado, LAMB busca las colecciones en el servidor del destino, y borra su registro de cada base de conocimiento que no encuentre allí.',
  'lamb.knowledge-store-server-differs':
    'El contenido de los almacenes de conocimiento no se traslada entre servidores.',
  'lamb.library-server-differs': 'Después no se podrá llegar a los archivos de las bibliotecas trasladadas.',
  'lamb.no-provider':
    'Los asistentes trasladados dejan de responder hasta que lo tenga: solo la organización del sistema recurre a los ajustes del servidor.',
  'lamb.model-missing': 'Responden con otro modelo, o con un error.',
  'lamb.costs-move': 'A partir de ahora usan las claves de proveedor del destino.',
  'lamb.visibility-widens':
    'Cada miembro puede usar todos los asistentes de su organización y ve lo compartido en ella: bases de conocimiento, plantillas, bibliotecas y rúbricas públicas.',
  'lamb.sharing-off': 'Lo compartido sigue compartido, pero no se puede compartir nada nuevo.',
  'lamb.signup-open':
    'Su clave seguiría admitiendo personas allí. La migración lo cierra si el origen se conserva.',
  'lamb.library-permalinks':
    'El servicio de biblioteca conserva la organización antigua. Los archivos se pueden leer, pero cada enlace permanente responde 404.',
  'lamb.lti-setup-in-flight':
    'Vale para páginas de actividades LTI abiertas en los diez minutos antes del traslado.',
  'openhands.invitations-move': 'Quien la acepte entra en el destino, con el rol de la invitación.',
  'openhands.personal-source':
    'Tiene el identificador de esa persona, que después no tiene organización propia y trabaja en el destino. OpenHands no crea otra.',
  'openhands.personal-target':
    'OpenHands toma una organización con el identificador de una persona por la suya, esté quien esté en ella.',
  'promotion.unknown-table': (about) => `${about.text('table')}: ${about.text('columns')}`,
  'promotion.stays': (about) => about.resource,
})
