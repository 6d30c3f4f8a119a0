/** Forms in which a report is written to a file. */
export const formats = ['json', 'html', 'csv'] as const
export type ReportFormat = (typeof formats)[number]
