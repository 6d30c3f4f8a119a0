/** The mark: a house that is left, open on its side, and one that is joined, with the way between. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8.5" fill="#0a3138" />
      <path
        d="M13.4 24.2H9.8a2.300 2.300 0 0 1-2.300-2.300V12.600c0-.8.4-1.500 1-1.900l4.900-3.300v4.300l-1.900 1.300v7.200h1.900z"
        fill="#de90bc"
      />
      <path
        d="M24.500 12.600v9.300a2.300 2.300 0 0 1-2.300 2.300h-3.600V7.400l4.900 3.300c.6.400 1 1.100 1 1.900z"
        fill="#6dbbc6"
      />
      <path d="M10.900 15h6.200v-2.300l4.700 3.800-4.700 3.800V18h-6.200z" fill="#ffffff" />
    </svg>
  )
}
