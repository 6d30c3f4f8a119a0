/** What the presets advise about a conflict, by preset and resource. */
export const advice: Readonly<Record<string, string>> = {
  'lamb.users':
    'Dos cuentas son la misma persona de la plataforma de aprendizaje. Una cuenta sin enlace conserva su trabajo, pero ya no se llega a ella desde la plataforma; una que se deja atrás se queda en el origen con todo lo suyo, mientras que los registros de lo que hizo allí van con la organización.',
  'lamb.lti_creator_keys':
    'Una organización tiene una sola clave LTI de creadores: el destino conserva la suya, y la del origen se queda atrás, desactivada. El administrador de la plataforma debe poner la clave y el secreto del destino en cada herramienta que use los del origen; hasta entonces no se puede abrir LAMB desde allí.',
  'openhands.budget_settings':
    'Una organización tiene un solo presupuesto: el del destino vale para todos desde ahora.',
  'openhands.budget_overrides':
    'Un miembro tiene un solo presupuesto en una organización: vale el del destino desde ahora.',
}
