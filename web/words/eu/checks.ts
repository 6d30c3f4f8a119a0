import type { Words } from '../catalogue.ts'

export const checks: Words['checks'] = {
  moved: 'Mugitutako guztia bere lekuan dago',
  returned: 'Dena bere lekura itzuli da',
  'source-left': 'Jatorriak planak uzten duena bakarrik du',
  'target-has': 'Ez da ezer galdu helmugarako bidean',
  'pointers-left': 'Jatorrira zuzenduta zegoena helmugara zuzenduta dago',
  bystanders: 'Beste erakundeak zeuden bezala daude',
  names: 'Izen berri bakoitza bere lekuan dago',
  roles: 'Denek dute aurreikusitako rola',
  'roles-left': 'Jatorrian aurreikusitako kidetzak bakarrik geratzen dira',
  references: 'Erreferentzia berririk ez da erakundeen artean gurutzatzen',
  untouched: 'Ez da beste ezer aldatu inon',
}
