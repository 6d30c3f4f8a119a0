/** What a text begins with that holds several statements, none of which has parameters or answers anything. */
export const script = '/* several statements */ '
