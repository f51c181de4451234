import { useLocation } from 'wouter'
import { signOut, useSession } from '../api/session.ts'
import { useWords } from '../messages/use-words.tsx'
import { buttonClass } from '../ui/button.tsx'
import { MenuButton } from '../ui/menu.tsx'
import { paths } from './paths.ts'

/** Who is signed in, and the way out. Whoever came through the unix socket, as in development, has none. */
export function Account() {
  const { say } = useWords()
  const { data } = useSession()
  const [, goTo] = useLocation()
  if (data?.state !== 'signed-in' || data.via !== 'session') return null
  return (
    <MenuButton
      className={buttonClass('quiet')}
      label={say('signIn.as', { name: data.name })}
      entries={[
        { id: 'account', label: say('settings.tab.account'), act: () => goTo(paths.settings()) },
        { id: 'out', label: say('signIn.out'), act: () => void signOut() },
      ]}
    >
      {data.name}
    </MenuButton>
  )
}
