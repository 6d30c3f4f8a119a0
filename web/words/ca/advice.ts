/** What the presets advise about a conflict, by preset and resource. */
export const advice: Readonly<Record<string, string>> = {
  'lamb.users':
    'Dos comptes són la mateixa persona de la plataforma d’aprenentatge. Un compte sense enllaç conserva la seva feina, però ja no s’hi arriba des de la plataforma; un que es deixa enrere es queda a l’origen amb tot el que és seu, mentre que els registres del que hi va fer van amb l’organització.',
  'lamb.lti_creator_keys':
    'Una organització té una sola clau LTI de creadors: la destinació conserva la seva, i la de l’origen es queda enrere, desactivada. L’administrador de la plataforma ha de posar la clau i el secret de la destinació a cada eina que faci servir els de l’origen; fins aleshores no s’hi pot obrir LAMB.',
  'openhands.budget_settings':
    'Una organització té un sol pressupost: el de la destinació val per a tothom des d’ara.',
  'openhands.budget_overrides':
    'Un membre té un sol pressupost en una organització: val el de la destinació des d’ara.',
}
