import { useEffect, type ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { followDaemon } from '../api/browser-live.ts'
import { useSession } from '../api/session.ts'
import { useWords } from '../messages/use-words.tsx'
import { InvitationPage } from '../pages/invitation-page.tsx'
import { SetUpPage } from '../pages/set-up-page.tsx'
import { SignInPage } from '../pages/sign-in-page.tsx'
import { DoorPage } from './door-page.tsx'
import { paths } from './paths.ts'

/** Lets whoever is signed in through to the page, and shows everybody else the door that is theirs. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const session = useSession()
  const { say } = useWords()
  const [location] = useLocation()
  if (session.data === undefined)
    return (
      <DoorPage
        title={say('door.opening')}
        lead={session.isError ? say('connection.lost') : say('loading.now')}
      />
    )
  switch (session.data.state) {
    case 'signed-in':
      return <Inside>{children}</Inside>
    case 'set-up':
      return <SetUpPage />
    case 'anonymous':
      return location === paths.invitation ? <InvitationPage /> : <SignInPage />
  }
}

let isFollowing = false

/** From the first time somebody is in, the page follows the daemon; whoever comes after a lost session goes on with it. */
function Inside({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient()
  useEffect(() => {
    if (isFollowing) return
    isFollowing = true
    followDaemon(queries)
  }, [queries])
  return children
}
