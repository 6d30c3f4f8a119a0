import type { Content, Section } from './content.ts'

/** Scripts that are written from right to left: only their names need marks in plain text. */
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** A notice as plain text, for programs that show no pages. */
export function renderText(content: Content): string {
  const blocks = [
    ...content.paragraphs,
    ...content.sections.map(renderSection),
    content.contact,
    `-- \n${content.footer}`,
  ]
  return `${blocks.map(withoutMarks).join('\n\n')}\n`
}

function renderSection({ title, intro, items, names }: Section): string {
  return [
    title,
    '-'.repeat(title.replaceAll(/[\u2068\u2069]/g, '').length),
    ...(intro === null ? [] : [intro]),
    ...names.map(({ kind, from, to }) => `- ${kind}: ${from} → ${to}`),
    ...items.map((item) => `- ${item}`),
  ].join('\n')
}

/** Direction marks stay around names that need them. */
function withoutMarks(text: string): string {
  return text.replace(/\u2068([^\u2069]*)\u2069/g, (marked, name: string) =>
    RIGHT_TO_LEFT.test(name) ? marked : name,
  )
}
