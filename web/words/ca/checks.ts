import type { Words } from '../catalogue.ts'

export const checks: Words['checks'] = {
  moved: 'Tot el que s’ha mogut és al seu lloc',
  returned: 'Tot torna a ser al seu lloc',
  'source-left': 'L’origen només té el que el pla hi deixa',
  'target-has': 'No s’ha perdut res camí de la destinació',
  'pointers-left': 'El que apuntava a l’origen apunta a la destinació',
  bystanders: 'Les altres organitzacions estan com estaven',
  names: 'Cada nom nou és al seu lloc',
  roles: 'Cada persona té el rol previst',
  'roles-left': 'A l’origen només queden les pertinences previstes',
  references: 'Cap referència no creua de nou entre organitzacions',
  untouched: 'No ha canviat res més enlloc',
}
