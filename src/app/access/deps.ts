import type { AuditTable } from '../../db/audit-table.ts'
import type { InvitationsTable } from '../../db/invitations-table.ts'
import type { PasskeysTable } from '../../db/passkeys-table.ts'
import type { SessionsTable } from '../../db/sessions-table.ts'
import type { SettingsTable } from '../../db/settings-table.ts'
import type { TokensTable } from '../../db/tokens-table.ts'
import type { UsersTable } from '../../db/users-table.ts'
import type { VmFacts } from '../../domain/vm.ts'

export interface AccessDeps {
  readonly users: UsersTable
  readonly sessions: SessionsTable
  readonly tokens: TokensTable
  readonly invitations: InvitationsTable
  readonly passkeys: PasskeysTable
  readonly audit: AuditTable
  readonly settings: SettingsTable
  /** The VMs there are, to find those that rights are given for. */
  readonly vms: () => Promise<readonly Pick<VmFacts, 'uuid' | 'name'>[]>
  readonly now: () => Date
  readonly randomUuid: () => string
}
