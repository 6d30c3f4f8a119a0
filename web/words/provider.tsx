import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { initialLanguage, type Language, rememberLanguage, SpokenContext, speak } from './words.ts'

const SetLanguageContext = createContext<(language: Language) => void>(() => {})

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage)
  const spoken = useMemo(() => speak(language), [language])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choose = useMemo(
    () => (next: Language) => {
      rememberLanguage(next)
      setLanguage(next)
    },
    [],
  )
  return (
    <SetLanguageContext.Provider value={choose}>
      <SpokenContext.Provider value={spoken}>{children}</SpokenContext.Provider>
    </SetLanguageContext.Provider>
  )
}

export function useSetLanguage(): (language: Language) => void {
  return useContext(SetLanguageContext)
}
