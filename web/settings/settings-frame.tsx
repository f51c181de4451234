import { useEffect, useRef, type ReactNode } from 'react'
import { Link } from 'wouter'
import { useIsAdmin, useSeesHouse } from '../api/session.ts'
import { PageHead } from '../components/page-head.tsx'
import { paths, settingsTabs, type SettingsTab } from '../components/paths.ts'
import { Unread, type Read } from '../components/unread.tsx'
import type { Verdict } from '../components/verdict.ts'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import tabs from '../ui/tab-links.module.css'

const tabNames: Readonly<Record<SettingsTab | 'account', MessageKey>> = {
  account: 'settings.tab.account',
  sessions: 'settings.tab.sessions',
  tokens: 'settings.tab.tokens',
  policies: 'settings.tab.policies',
  copies: 'settings.tab.copies',
  users: 'settings.tab.users',
  log: 'settings.tab.log',
  house: 'settings.tab.house',
}

const forAdmins: ReadonlySet<SettingsTab | undefined> = new Set(['users', 'log', 'house'])
const forHouse: ReadonlySet<SettingsTab | undefined> = new Set(['policies', 'copies'])

/** Whether a part of the settings is only for those who see more than single VMs. */
export function isForHouse(tab: SettingsTab | undefined): boolean {
  return forHouse.has(tab)
}

/** Whether a part of the settings is for somebody: some are for administrators, and some for who sees more than single VMs. */
export function isFor(
  tab: SettingsTab | undefined,
  { isAdmin, seesHouse }: { readonly isAdmin: boolean; readonly seesHouse: boolean },
): boolean {
  return forAdmins.has(tab) ? isAdmin : !isForHouse(tab) || seesHouse
}

/** What is round each part of the settings: how it stands, and where the others are. Without a verdict it is still being read. */
export function SettingsFrame({
  tab,
  verdict,
  reads = [],
  actions,
  children,
}: {
  readonly tab: SettingsTab | undefined
  readonly verdict: Verdict | undefined
  /** What it is read from. */
  readonly reads?: readonly Read[]
  readonly actions?: ReactNode
  readonly children?: ReactNode
}) {
  const { say } = useWords()
  const rights = { isAdmin: useIsAdmin(), seesHouse: useSeesHouse() }
  const nav = useRef<HTMLElement>(null)
  // On a phone there is no room for all of them, and this one is to be seen. Each part has a frame of its own.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [])
  const shown = [undefined, ...settingsTabs].filter((one) => isFor(one, rights))
  return (
    <>
      <PageHead title={say('settings.title')} verdict={verdict} actions={verdict && actions} />
      <nav ref={nav} className={tabs.tabs} aria-label={say('settings.tabs')}>
        {shown.map((one) => (
          <Link key={one ?? ''} href={paths.settings(one)} aria-current={one === tab ? 'page' : undefined}>
            {say(tabNames[one ?? 'account'])}
          </Link>
        ))}
      </nav>
      <Unread reads={reads} />
      {verdict && children}
    </>
  )
}
