import type { Words } from '../catalogue.ts'

export const checks: Words['checks'] = {
  moved: 'Todo lo que se movió está en su sitio',
  returned: 'Todo está de vuelta en su sitio',
  'source-left': 'El origen solo tiene lo que el plan deja',
  'target-has': 'Nada se perdió camino del destino',
  'pointers-left': 'Lo que apuntaba al origen apunta al destino',
  bystanders: 'Las otras organizaciones están como estaban',
  names: 'Cada nombre nuevo está en su sitio',
  roles: 'Cada persona tiene el rol previsto',
  'roles-left': 'En el origen solo quedan las pertenencias previstas',
  references: 'Ninguna referencia cruza de nuevo entre organizaciones',
  untouched: 'Nada más ha cambiado en ninguna parte',
}
