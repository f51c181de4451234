import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { isAway } from './api/api-error.ts'
import { followDaemon } from './api/browser-live.ts'
import { Shell } from './components/shell.tsx'
import { SwitchLanguage } from './components/switch-language.ts'
import { loadLanguage, loadWords } from './messages/load-words.ts'
import type { Language } from './messages/languages.ts'
import type { Words } from './messages/translator.ts'
import { WordsProvider } from './messages/use-words.tsx'
import { Routes } from './routes.tsx'
import './styles/tokens.css'
import './styles/base.css'
import { applyTheme, readTheme } from './styles/theme.ts'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The live stream says when something is no longer true; looking again on a guess would be polling.
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // When the daemon is away, the live stream notices its return, and has everything read again.
      retry: (failures, error) => failures < 2 && !isAway(error),
    },
  },
})

function Page({ first }: { readonly first: Words }) {
  const [words, setWords] = useState(first)
  const switchLanguage = (language: Language) => void loadLanguage(language).then(setWords)
  return (
    <WordsProvider words={words}>
      <SwitchLanguage value={switchLanguage}>
        <Shell>
          <Routes />
        </Shell>
      </SwitchLanguage>
    </WordsProvider>
  )
}

async function start(): Promise<void> {
  applyTheme(readTheme())
  followDaemon(queries)
  const words = await loadWords()
  createRoot(document.querySelector('#page') as HTMLElement).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queries}>
          <Page first={words} />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
}

void start()
