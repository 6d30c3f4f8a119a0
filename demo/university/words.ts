/** Words of an invented university. Names come as they are written and as they stand in an e-mail address. */
type Written = readonly [shown: string, plain: string]

export const givenNames: readonly Written[] = [
  ['Núria', 'nuria'],
  ['Iñaki', 'inaki'],
  ['Ainhoa', 'ainhoa'],
  ['Oriol', 'oriol'],
  ['Begoña', 'begona'],
  ['José María', 'jose-maria'],
  ['Françoise', 'francoise'],
  ['Jürgen', 'juergen'],
  ['Björk', 'bjork'],
  ['Siobhán', 'siobhan'],
  ['Agnieszka', 'agnieszka'],
  ['Ștefan', 'stefan'],
  ['Đorđe', 'djordje'],
  ['Ελένη', 'eleni'],
  ['Олена', 'olena'],
  ['İbrahim', 'ibrahim'],
  ['ليلى', 'layla'],
  ['נועם', 'noam'],
  ['प्रिया', 'priya'],
  ['小明', 'xiaoming'],
  ['さくら', 'sakura'],
  ['지우', 'jiwoo'],
  ['Ngọc', 'ngoc'],
  ['Chidi', 'chidi'],
]

export const familyNames: readonly Written[] = [
  ['Puigdellívol', 'puigdellivol'],
  ['Agirrezabala', 'agirrezabala'],
  ['García-Ortiz', 'garcia-ortiz'],
  ['Muñoz', 'munoz'],
  ["O'Sullivan", 'osullivan'],
  ["D'Angelo", 'dangelo'],
  ['Müller', 'mueller'],
  ['Kowalczyk', 'kowalczyk'],
  ['Þórsdóttir', 'thorsdottir'],
  ['Jørgensen', 'jorgensen'],
  ['Łaskawiec', 'laskawiec'],
  ['Θεοδώρου', 'theodorou'],
  ['Шевченко', 'shevchenko'],
  ['Yılmaz', 'yilmaz'],
  ['الحداد', 'al-haddad'],
  ['לוי', 'levi'],
  ['शर्मा', 'sharma'],
  ['王', 'wang'],
  ['佐藤', 'sato'],
  ['김', 'kim'],
  ['Trần', 'tran'],
  ['Okonkwo', 'okonkwo'],
  ['van der Meer', 'van-der-meer'],
]

/** What each faculty teaches; no subject stands in two lists, so that only planned conflicts exist. */
export const subjects = {
  system: ['platform help', 'campus search', 'onboarding'],
  source: [
    'structural analysis',
    'control systems',
    'thermodynamics',
    'digital logic',
    'machine elements',
    'signal processing',
    'hydraulics',
    'robotics lab',
    'materials testing',
    'power electronics',
    'surveying',
    'compilers',
  ],
  target: [
    'organic chemistry',
    'quantum mechanics',
    'real analysis',
    'genetics',
    'astronomy',
    'inorganic lab',
    'topology',
    'statistics',
    'ecology',
    'crystallography',
    'botany',
    'number theory',
  ],
  bystander: ['anatomy', 'pharmacology', 'pathology', 'surgery', 'paediatrics', 'clinical skills', 'ethics'],
  summer: ['catalan for beginners', 'sailing', 'photography'],
} as const

export const assistantKinds = ['tutor', 'coach', 'examiner', 'lab_helper', 'reviewer', 'glossary'] as const

export const templateKinds = [
  'Retroalimentación formativa',
  'Preguntes de repàs',
  'Ariketa gidatua',
  'Explain like a peer',
  'Socratic dialogue',
  'Correcció d’informes',
] as const

export const libraryKinds = ['Lecture notes', 'Apunts', 'Lab manuals', 'Azterketak', 'Lecturas'] as const
