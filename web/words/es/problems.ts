import type { Words } from '../catalogue.ts'
import type { ProblemText } from '../problem.ts'

export const problems: Words['problems'] = {
  remedy: 'Qué hacer',
  code: 'Código',
  differences: 'Qué ha cambiado',
  known: {
    'page.offline': say(
      'No se puede llegar al servicio.',
      'Compruebe la red y que el servicio esté en marcha; luego reintente. Nada de lo decidido se pierde.',
    ),
    'page.answer': say(
      'El servicio respondió algo que esta página no entiende.',
      'Reintente; si sigue igual, mire qué hay entre esta página y el servicio.',
    ),
    'page.broken': say(
      'Esta página ha cometido un error.',
      'Vuelva a cargarla; si sigue igual, comuníquelo con este texto. Sus datos no se ven afectados.',
    ),
    'page.missing': say(
      'No hay nada en esta dirección.',
      'Puede que el enlace sea antiguo o esté mal escrito. Vuelva a las organizaciones.',
    ),
    'auth.required': say(
      'No ha iniciado sesión, o el token no se reconoce.',
      'Inicie sesión con un token válido.',
    ),
    'auth.forbidden': say(
      'Esto es para administradores del sistema.',
      'Inicie sesión como administrador del sistema activo.',
    ),
    'auth.unavailable': say(
      'No se puede llegar al proveedor de identidad.',
      'Reintente, o inicie sesión con un token de otro tipo.',
    ),
    'blueprint.mismatch': say(
      'La base de datos no encaja con el plano.',
      'Añada al plano lo que falta y reinicie el servicio.',
    ),
    'database.busy': say(
      'Otro programa tuvo bloqueada la base de datos demasiado tiempo.',
      'Reintente cuando la aplicación esté menos ocupada.',
    ),
    'database.denied': say(
      'La base de datos negó el acceso.',
      'Compruebe el usuario, la contraseña y los permisos del servicio.',
    ),
    'database.missing': say(
      'No hay ninguna base de datos en esta dirección.',
      'Compruebe la dirección con la que se inició el servicio.',
    ),
    'database.read-only': say(
      'No se puede escribir en la base de datos.',
      'Dé al servicio permiso para escribir en ella.',
    ),
    'database.unavailable': say(
      'No se puede llegar a la base de datos.',
      'Compruebe que esté en marcha y reintente.',
    ),
    'decision.invalid': say('Una decisión no se puede aplicar.', 'Elija otra cosa para este conflicto.'),
    'internal.unexpected': say(
      'Ha ocurrido algo que no debería: un error del programa.',
      'Comuníquelo con este texto, por favor.',
    ),
    'migration.failed': say(
      'Falló y se deshizo; no cambió nada.',
      'Lea la causa; cuando esté resuelta, rehaga el plan.',
    ),
    'migration.locked': say(
      'Otra migración ocupa una de estas organizaciones.',
      'Espere a que termine y reintente.',
    ),
    'migration.not-found': say('No existe esa migración.', 'Búsquela en el historial.'),
    'migration.refused': say(
      'La base de datos rechazó un cambio; no cambió nada.',
      'Una regla de la aplicación lo prohíbe; su mensaje está arriba.',
    ),
    'organization.not-found': say('No existe esa organización.', 'Elija una de la lista.'),
    'organization.same': say('Origen y destino son la misma organización.', 'Elija otro destino.'),
    'organization.system': say('La organización del sistema no puede participar.', 'Elija otra.'),
    'outside.unconfigured': say(
      'No se puede llegar a un sistema externo.',
      'Hay que indicar su dirección y su clave donde se inicia el servicio.',
    ),
    'plan.blocked': say(
      'Algo bloquea el plan.',
      'Resuelva cada hallazgo que lo bloquea, o acéptelo donde se ofrezca.',
    ),
    'plan.changed': say(
      'Otra persona cambió el plan entretanto.',
      'Se muestra como está ahora; mírelo y vuelva a decidir.',
    ),
    'plan.conflicts': say('Hay conflictos, y la regla es detenerse.', 'Elija otra regla en Conflictos.'),
    'plan.expired': say('El plan ha caducado.', 'Haga uno nuevo.'),
    'plan.not-found': say('No existe ese plan.', 'Haga uno nuevo.'),
    'plan.stale': say(
      'Los datos cambiaron después de hacer el plan; no se cambió nada.',
      'Mire qué es distinto y rehaga el plan.',
    ),
    'plan.unapproved': say(
      'El plan necesita la aprobación de otra persona.',
      'Pídasela a un administrador que no lo haya cambiado.',
    ),
    'plan.undecided': say('Hay conflictos sin decidir.', 'Decídalos en Conflictos.'),
    'plan.used': say('El plan ya se usó.', 'Mire su ejecución, o haga un plan nuevo.'),
    'promotion.conflicts': say(
      'Cambios posteriores impiden deshacer la promoción.',
      'Mírelos en la vista previa y resuélvalos antes.',
    ),
    'promotion.none': say(
      'Aquí no hay nada que promover.',
      'Las promociones son para aplicaciones cuyo plano describe una.',
    ),
    'promotion.not-found': say('No existe esa promoción.', 'Búsquela en la lista.'),
    'promotion.refused': say(
      'La base de datos rechazó una promoción; no cambió nada.',
      'Una regla de la aplicación lo prohíbe; su mensaje está arriba.',
    ),
    'promotion.blocked': say(
      'Después la aplicación no podría leer los secretos de las personas; no cambió nada.',
      'Quien mantiene este servicio debe darle el secreto con el que cifra la aplicación.',
    ),
    'promotion.stale': say(
      'Otros siguieron escribiendo las filas de estas personas; no cambió nada.',
      'Reintente.',
    ),
    'request.forged': say(
      'La petición no viene de esta página.',
      'Vuelva a cargar la página desde la dirección del servicio.',
    ),
    'request.invalid': say('El servicio no acepta esto.', 'Corrija lo que se indica arriba.'),
    'request.not-found': say(
      'El servicio no conoce esta dirección.',
      'Puede que sea más antiguo que esta página: vuelva a cargarla.',
    ),
    'request.too-large': say('Es demasiado de una vez.', 'Envíe menos cada vez.'),
    'request.too-many': say('Demasiadas peticiones.', 'Espere un momento y reintente.'),
    'request.unconfirmed': say(
      'La confirmación no coincide.',
      'Escriba el identificador exactamente como aparece.',
    ),
    'rollback.conflicts': say(
      'Cambios posteriores impiden deshacer.',
      'Mírelos y elija qué hacer con ellos.',
    ),
    'rollback.done': say('Esta migración ya se deshizo.', 'No queda nada por hacer.'),
    'rollback.superseded': say(
      'Una migración posterior movió las mismas filas.',
      'Deshaga antes la posterior.',
    ),
    'run.interrupted': say('Se interrumpió.', 'Averigüe si se hizo, y continúe.'),
    'run.not-found': say('No existe esa ejecución.', 'Búsquela en el historial.'),
    'run.state': say('En su estado actual no se puede hacer esto.', 'Vuelva a mirarla.'),
    'service.read-only': say(
      'Este servicio solo mira.',
      'Quien lo gestiona puede iniciarlo de modo que pueda cambiar cosas.',
    ),
    'service.stopping': say('El servicio se está deteniendo.', 'Reintente en un momento.'),
    'store.newer': say('Una versión más nueva de Resettle usó esta base de datos.', 'Actualice Resettle.'),
    'verification.failed': say(
      'La comprobación no se sostuvo; no cambió nada.',
      'Lea qué comprobaciones fallaron.',
    ),
    'blueprint.invalid': say(
      'El plano se contradice.',
      'Corrija los lugares que se nombran y reinicie el servicio.',
    ),
    'blueprint.not-found': say('No existe ese plano.', 'Inicie el servicio con un plano que exista.'),
    'command.declined': say('Se rechazó; no ha cambiado nada.', 'Empiece de nuevo cuando quiera hacerlo.'),
    'command.interrupted': say('Se interrumpió; no ha cambiado nada.', 'Empiece de nuevo.'),
    'command.stopped': say('Se detuvo; lo hecho se conserva.', 'Continúe: sigue donde terminó.'),
    'config.invalid': say(
      'Un ajuste del servicio no se puede usar.',
      'Corrija el que se nombra y reinicie el servicio.',
    ),
    'database.not-a-database': say(
      'Este archivo no es una base de datos.',
      'Compruebe la dirección con la que se inició el servicio.',
    ),
    'database.url': say(
      'La dirección de la base de datos no se entiende.',
      'Compruebe la dirección con la que se inició el servicio.',
    ),
    'database.version': say(
      'Esta versión de la base de datos no es compatible.',
      'Use una versión que lo sea.',
    ),
    'effect.not-found': say(
      'No existe ese cambio en otro sistema.',
      'Puede que ya esté hecho: mire de nuevo la lista.',
    ),
    'effects.unfinished': say(
      'No todos los cambios en otros sistemas están hechos.',
      'Mire cada uno; tras corregirlo, continúe.',
    ),
    'file.unreadable': say(
      'Un archivo no se puede leer.',
      'Compruebe que está y que el servicio lo puede leer.',
    ),
    'file.unwritable': say(
      'Un archivo no se puede escribir.',
      'Compruebe que el lugar existe y que el servicio puede escribir en él.',
    ),
    'organization.ambiguous': say('Más de una organización responde a este nombre.', 'Use el identificador.'),
    'plan.invalid': say('El plan no se puede usar.', 'Haga uno nuevo.'),
    'promotion.unfit': say(
      'Este identificador no puede ser una organización.',
      'Dé antes a la persona un identificador adecuado en la aplicación.',
    ),
    'promotion.unknown': say(
      'Nadie tiene este identificador.',
      'Mire la lista de quienes quedan; los identificadores son como los escribe la aplicación.',
    ),
    'mail.unavailable': say(
      'El servidor de correo no responde, o no acepta nada.',
      'Haga que lo arreglen y reintente. Lo enviado no se envía otra vez.',
    ),
    'mail.unconfigured': say(
      'Desde aquí no se puede enviar correo.',
      'Quien gestiona el servicio puede definir RESETTLE_SMTP_URL y RESETTLE_MAIL_FROM.',
    ),
    'notice.not-found': say('No existe ese aviso.', 'Mire la lista en el informe.'),
    'notice.state': say(
      'En su estado actual no se puede hacer esto con el aviso.',
      'Mire hasta dónde llegó.',
    ),
    'report.person-not-found': say(
      'Nadie con este nombre se movió en esta migración.',
      'Nombre a la persona como lo hace el informe.',
    ),
    'report.unsealed': say(
      'El archivo no contiene un informe con el sello íntegro.',
      'Descargue de nuevo el informe.',
    ),
    'request.media-type': say('El servicio no entendió la petición.', 'Cargue de nuevo la página.'),
    'token.exists': say('Ya existe un token con este nombre.', 'Elija otro nombre, o revoque ese token.'),
    'token.not-found': say('No existe ese token.', 'Mire la lista de tokens.'),
    'usage.invalid': say('Esto no se puede pedir así.', 'Corrija lo que se nombra arriba.'),
  },
}

function say(title: string, remedy: string): ProblemText {
  return { title, remedy }
}
