import type { Sentences } from '../sentence.ts'

/** What a check counted, and what people changed since. */
export const proofs: Sentences = {
  'source-left.counted': (about) => `${about.text('found')} a l’origen, ${about.text('planned')} previstes`,
  'source-left.today': (about) =>
    `${about.text('found')} a l’origen, ${about.text('planned')} previstes${about.number('brought') > 0 ? `, fins a ${about.text('brought')} dutes per ${about.text('by')}` : ''}`,
  'source-left.late': (about) => `escrites a l’origen després: ${about.text('count')}`,
  'target-has.counted': (about) =>
    `${about.text('found')} a la destinació, ${about.text('before')} + ${about.text('moved')} previstes`,
  'pointers-left.counted': (about) =>
    `${about.text('found')} apunten encara a l’origen, ${about.text('most')} previstes com a màxim`,
  'bystanders.same': 'les altres organitzacions tenen tantes files com abans',
  'bystanders.busy': 'd’altres han escrit mentrestant en altres organitzacions',
  'bystanders.changed': 'una altra organització té més o menys files que abans',
  'names.counted': (about) => `${about.text('found')} de ${about.text('planned')} noms nous al seu lloc`,
  'roles.counted': (about) =>
    `${about.text('found')} de ${about.text('planned')} persones amb el rol previst`,
  'roles-left.counted': (about) =>
    `${about.text('found')} pertinences a l’origen, ${about.text('planned')} previstes`,
  'references.together': 'tot el que es mou es mou junt; cap referència no pot creuar de nou',
  'references.counted': (about) =>
    `${about.text('found')} referències creuen, ${about.text('most')} previstes com a màxim`,
  'untouched.nothing': 'no ha canviat res més en cap taula vigilada, en cap columna',
  'untouched.changed': (about) => `canvis no previstos: ${about.text('count')} × ${about.text('what')}`,
  'returned.counted': (about) =>
    `${about.text('found')} de tornada a l’origen, ${about.text('planned')} previstes`,
  'journal.places': (about) =>
    `${about.text('found')} de ${about.text('planned')} files a ${about.has('is_back') ? 'l’origen' : 'la destinació'}${about.number('moved_on') > 0 ? `, ${about.text('moved_on')} mogudes després per ${about.text('by')}` : ''}${about.number('elsewhere') > 0 ? `, ${about.text('elsewhere')} en un altre lloc` : ''}`,
  'journal.lost': 'una taula o una columna del diari ja no existeix',
  'rows.deleted': (about) => `${about.resource}: files esborrades des d’aleshores: ${about.text('count')}`,
  'rows.left-behind': (about) =>
    `${about.resource}: files que es van quedar en desfer: ${about.text('count')}`,
  'column.changed': (about) =>
    `${about.resource}: ${about.text('column')} ha canviat des d’aleshores en ${about.text('count')} files`,
  'column.filled': (about) =>
    `${about.resource}: ${about.text('column')}, que es va buidar, torna a tenir valor en ${about.text('count')} files`,
}
