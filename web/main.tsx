import { CSPProvider } from '@base-ui/react/csp-provider'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { isAway } from './api/api-error.ts'
import { noteLostSession } from './api/session.ts'
import { Gate } from './components/gate.tsx'
import { Shell } from './components/shell.tsx'
import { SwitchLanguage } from './components/switch-language.ts'
import { completeWords, loadLanguage, loadWords } from './messages/load-words.ts'
import type { Language } from './messages/languages.ts'
import type { Words } from './messages/translator.ts'
import { WordsProvider } from './messages/use-words.tsx'
import { Routes } from './routes.tsx'
import './styles/tokens.css'
import './styles/base.css'
import { applyTheme, readTheme } from './styles/theme.ts'

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => noteLostSession(queries, error) }),
  mutationCache: new MutationCache({ onError: (error) => noteLostSession(queries, error) }),
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
  // The page stands before the daemon's texts are there; whoever looks closely sees them change once.
  useEffect(() => {
    let isOver = false
    void completeWords(words).then((complete) => {
      if (complete && !isOver) setWords(complete)
    })
    return () => {
      isOver = true
    }
  }, [words])
  const switchLanguage = (language: Language) => void loadLanguage(language).then(setWords)
  return (
    <WordsProvider words={words}>
      <SwitchLanguage value={switchLanguage}>
        <Gate>
          <Shell>
            <Routes />
          </Shell>
        </Gate>
      </SwitchLanguage>
    </WordsProvider>
  )
}

async function start(): Promise<void> {
  applyTheme(readTheme())
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
