import { useAccount, type OwnAccount } from '../api/access-queries.ts'
import { LooksCard } from './looks-card.tsx'
import { PasskeysCard } from './passkeys-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import { accountVerdict, noAccountVerdict } from './settings-verdicts.ts'
import styles from './settings.module.css'
import { TotpCard } from './totp-card.tsx'

/** What opens one's own account, and how the page looks to oneself. */
export function AccountTab({ hasAccount }: { readonly hasAccount: boolean }) {
  const account = useAccount(hasAccount)
  const verdict = hasAccount ? account.data && accountVerdict(account.data) : noAccountVerdict
  return (
    <SettingsFrame tab={undefined} verdict={verdict} reads={hasAccount ? [account] : []}>
      <div className={styles.cards}>
        {account.data && <Protection account={account.data} />}
        <LooksCard />
      </div>
    </SettingsFrame>
  )
}

function Protection({ account }: { readonly account: OwnAccount }) {
  return (
    <>
      <PasswordCard />
      <TotpCard account={account} />
      <PasskeysCard />
    </>
  )
}
