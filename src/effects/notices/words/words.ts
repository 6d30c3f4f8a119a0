/** What a notice says in one language. Names come wrapped so that their direction cannot turn the sentence. */
export interface NoticeWords {
  readonly greeting: (name: string | null) => string
  readonly before: {
    readonly subject: (source: string, target: string) => string
    /** Shown by mail programs beside the subject. */
    readonly preheader: string
    readonly title: string
    /** `at` is null while nobody knows when. */
    readonly intro: (source: string, target: string, at: string | null) => string
    readonly meansTitle: string
    readonly means: Readonly<Record<'all' | 'allButNamed' | 'access' | 'login' | 'loginMayChange', string>>
    readonly role: (role: string, target: string) => string
    readonly yours: string
    readonly renamedTitle: string
    readonly renamed: (target: string) => string
    readonly stayedTitle: (source: string) => string
    readonly stayed: string
    readonly mayChange: string
    readonly changed: ChangedWords
    readonly other: OtherWords
  }
  readonly after: {
    readonly subject: (source: string, target: string) => string
    readonly preheader: string
    readonly title: string
    readonly intro: (source: string, target: string, at: string | null) => string
    readonly role: (role: string, target: string) => string
    readonly yours: string
    readonly nothing: string
    readonly renamedTitle: string
    readonly renamed: (target: string) => string
    readonly notRenamed: string
    readonly stayedTitle: (source: string) => string
    readonly stayed: string
    readonly allTitle: string
    readonly login: string
    readonly loginMayChange: string
    readonly changed: ChangedWords
    readonly other: OtherWords
  }
  readonly oldName: string
  readonly newName: string
  /** `Assistants: 12 (2 with a new name)`. */
  readonly withNewName: (count: string) => string
  readonly people: string
  readonly more: (count: string) => string
  readonly contact: (contact: string) => string
  readonly noContact: string
  readonly footer: string
  readonly otherFooter: string
  /** The person's own account, as a thing of theirs. */
  readonly account: string
}

/** What is not as it was, but for its name. */
interface ChangedWords {
  readonly title: string
  /** `thing` is a kind and a name, or the account; `columns` are what is emptied. */
  readonly cleared: (thing: string, columns: string, target: string) => string
  readonly switchedOff: (thing: string, source: string, target: string) => string
}

/** To somebody who stays and is concerned. */
interface OtherWords {
  readonly preheader: string
  readonly title: string
  readonly intro: (source: string, target: string, at: string | null) => string
  readonly renamed: (target: string) => string
  readonly moved: (target: string) => string
  readonly lostTitle: string
  readonly lost: (role: string, source: string) => string
}
