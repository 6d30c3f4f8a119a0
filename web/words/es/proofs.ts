import type { Sentences } from '../sentence.ts'

/** What a check counted, and what people changed since. */
export const proofs: Sentences = {
  'source-left.counted': (about) => `${about.text('found')} en el origen, ${about.text('planned')} previstas`,
  'source-left.today': (about) =>
    `${about.text('found')} en el origen, ${about.text('planned')} previstas${about.number('brought') > 0 ? `, hasta ${about.text('brought')} traídas por ${about.text('by')}` : ''}`,
  'source-left.late': (about) => `escritas en el origen después: ${about.text('count')}`,
  'target-has.counted': (about) =>
    `${about.text('found')} en el destino, ${about.text('before')} + ${about.text('moved')} previstas`,
  'pointers-left.counted': (about) =>
    `${about.text('found')} apuntan aún al origen, ${about.text('most')} previstas como máximo`,
  'bystanders.same': 'las otras organizaciones tienen tantas filas como antes',
  'bystanders.busy': 'otros escribieron mientras tanto en otras organizaciones',
  'bystanders.changed': 'otra organización tiene más o menos filas que antes',
  'names.counted': (about) => `${about.text('found')} de ${about.text('planned')} nombres nuevos en su sitio`,
  'roles.counted': (about) =>
    `${about.text('found')} de ${about.text('planned')} personas con el rol previsto`,
  'roles-left.counted': (about) =>
    `${about.text('found')} pertenencias en el origen, ${about.text('planned')} previstas`,
  'references.together': 'todo lo que se mueve se mueve junto; ninguna referencia puede cruzar de nuevo',
  'references.counted': (about) =>
    `${about.text('found')} referencias cruzan, ${about.text('most')} previstas como máximo`,
  'untouched.nothing': 'nada más cambió en ninguna tabla vigilada, en ninguna columna',
  'untouched.changed': (about) => `cambios no previstos: ${about.text('count')} × ${about.text('what')}`,
  'returned.counted': (about) =>
    `${about.text('found')} de vuelta en el origen, ${about.text('planned')} previstas`,
  'journal.places': (about) =>
    `${about.text('found')} de ${about.text('planned')} filas en ${about.has('is_back') ? 'el origen' : 'el destino'}${about.number('moved_on') > 0 ? `, ${about.text('moved_on')} movidas después por ${about.text('by')}` : ''}${about.number('elsewhere') > 0 ? `, ${about.text('elsewhere')} en otro lugar` : ''}`,
  'journal.lost': 'una tabla o una columna del diario ya no existe',
  'rows.deleted': (about) => `${about.resource}: filas borradas desde entonces: ${about.text('count')}`,
  'rows.left-behind': (about) =>
    `${about.resource}: filas que se quedaron al deshacer: ${about.text('count')}`,
  'column.changed': (about) =>
    `${about.resource}: ${about.text('column')} cambió desde entonces en ${about.text('count')} filas`,
  'column.filled': (about) =>
    `${about.resource}: ${about.text('column')}, que se vació, vuelve a tener valor en ${about.text('count')} filas`,
}
