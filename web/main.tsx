import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './theme/fonts.css'
import './theme/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const place = document.getElementById('page')
if (place === null) throw new Error('The page has no place to be drawn in')
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
