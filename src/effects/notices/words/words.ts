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
    readonly means: readonly string[]
    readonly role: (role: string, target: string) => string
    readonly yours: string
    readonly renamedTitle: string
    readonly renamed: (target: string) => string
    readonly stayedTitle: (source: string) => string
    readonly stayed: string
    readonly mayChange: string
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
}
