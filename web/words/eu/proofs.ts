import type { Sentences } from '../sentence.ts'

/** What a check counted, and what people changed since. */
export const proofs: Sentences = {
  'source-left.counted': (about) => `${about.text('found')} jatorrian, ${about.text('planned')} aurreikusita`,
  'source-left.today': (about) =>
    `${about.text('found')} jatorrian, ${about.text('planned')} aurreikusita${about.number('brought') > 0 ? `, gehienez ${about.text('brought')} hauek ekarrita: ${about.text('by')}` : ''}`,
  'source-left.late': (about) => `gero jatorrian idatzita: ${about.text('count')}`,
  'target-has.counted': (about) =>
    `${about.text('found')} helmugan, ${about.text('before')} + ${about.text('moved')} aurreikusita`,
  'pointers-left.counted': (about) =>
    `${about.text('found')} jatorrira zuzenduta oraindik, gehienez ${about.text('most')} aurreikusita`,
  'bystanders.same': 'beste erakundeek lehen adina errenkada dituzte',
  'bystanders.busy': 'besteek beste erakundeetan idatzi dute bitartean',
  'bystanders.changed': 'beste erakunde batek lehen baino errenkada gehiago edo gutxiago ditu',
  'names.counted': (about) => `${about.text('planned')} izen berritik ${about.text('found')} bere lekuan`,
  'roles.counted': (about) =>
    `${about.text('planned')} pertsonatik ${about.text('found')} aurreikusitako rolarekin`,
  'roles-left.counted': (about) =>
    `${about.text('found')} kidetza jatorrian, ${about.text('planned')} aurreikusita`,
  'references.together': 'mugitzen den guztia batera mugitzen da; erreferentzia berririk ezin da gurutzatu',
  'references.counted': (about) =>
    `${about.text('found')} erreferentzia gurutzatzen dira, gehienez ${about.text('most')} aurreikusita`,
  'untouched.nothing': 'ez da beste ezer aldatu zaindutako tauletan, ezta zutabe batean ere',
  'untouched.changed': (about) =>
    `aurreikusi gabeko aldaketak: ${about.text('count')} × ${about.text('what')}`,
  'returned.counted': (about) =>
    `${about.text('found')} jatorrira itzulita, ${about.text('planned')} aurreikusita`,
  'journal.places': (about) =>
    `${about.text('planned')} errenkadatik ${about.text('found')} ${about.has('is_back') ? 'jatorrian' : 'helmugan'}${about.number('moved_on') > 0 ? `, ${about.text('moved_on')} gero mugituta (${about.text('by')})` : ''}${about.number('elsewhere') > 0 ? `, ${about.text('elsewhere')} beste nonbait` : ''}`,
  'journal.lost': 'egunkariko taula edo zutabe bat ez da jada existitzen',
  'rows.deleted': (about) => `${about.resource}: ordutik ezabatutako errenkadak: ${about.text('count')}`,
  'rows.left-behind': (about) =>
    `${about.resource}: desegitean geratutako errenkadak: ${about.text('count')}`,
  'column.changed': (about) =>
    `${about.resource}: ${about.text('column')} aldatu da ordutik ${about.text('count')} errenkadatan`,
  'column.filled': (about) =>
    `${about.resource}: hustutako ${about.text('column')} zutabeak balioa du berriz ${about.text('count')} errenkadatan`,
}
