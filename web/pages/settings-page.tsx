import { useHasAccount, useIsAdmin, useSeesHouse } from '../api/session.ts'
import { settingsTabs, type SettingsTab } from '../components/paths.ts'
import { AccountTab } from '../settings/account-tab.tsx'
import { CopiesTab } from '../settings/copies-tab.tsx'
import { HouseTab } from '../settings/house-tab.tsx'
import { LogTab } from '../settings/log-tab.tsx'
import { PoliciesTab } from '../settings/policies-tab.tsx'
import { SessionsTab } from '../settings/sessions-tab.tsx'
import { isFor, isForHouse, SettingsFrame } from '../settings/settings-frame.tsx'
import { TokensTab } from '../settings/tokens-tab.tsx'
import { UsersTab } from '../settings/users-tab.tsx'
import { NotFoundPage } from './not-found-page.tsx'

/** One's own account, and who else may come in. */
export function SettingsPage({ tab }: { readonly tab: string | undefined }) {
  const isAdmin = useIsAdmin()
  const seesHouse = useSeesHouse()
  const hasAccount = useHasAccount()
  const shown = settingsTabs.find((known) => known === tab)
  if (tab !== undefined && shown === undefined) return <NotFoundPage />
  if (!isFor(shown, { isAdmin, seesHouse }))
    return (
      <SettingsFrame
        tab={shown}
        verdict={{
          tone: 'off',
          lead: { key: isForHouse(shown) ? 'settings.forHouse' : 'settings.forAdmins' },
          rest: [{ key: 'settings.forAdminsMeans' }],
        }}
      />
    )
  return <Tab tab={shown} hasAccount={hasAccount} />
}

function Tab({ tab, hasAccount }: { readonly tab: SettingsTab | undefined; readonly hasAccount: boolean }) {
  switch (tab) {
    case undefined:
      return <AccountTab hasAccount={hasAccount} />
    case 'sessions':
      return <SessionsTab />
    case 'tokens':
      return <TokensTab hasAccount={hasAccount} />
    case 'policies':
      return <PoliciesTab />
    case 'copies':
      return <CopiesTab />
    case 'users':
      return <UsersTab />
    case 'log':
      return <LogTab />
    case 'house':
      return <HouseTab />
  }
}
