import { createAuditTable } from '../../db/audit-table.ts'
import { createInvitationsTable } from '../../db/invitations-table.ts'
import type { Db } from '../../db/open-db.ts'
import { createPasskeysTable } from '../../db/passkeys-table.ts'
import { createSessionsTable } from '../../db/sessions-table.ts'
import type { SettingsTable } from '../../db/settings-table.ts'
import { createTokensTable } from '../../db/tokens-table.ts'
import { createUsersTable } from '../../db/users-table.ts'
import type { Access } from './access.ts'
import { createAccess } from './create-access.ts'
import type { AccessDeps } from './deps.ts'

/** Access on the tables of the state database. */
export function openAccess(
  db: Db,
  deps: Pick<AccessDeps, 'vms' | 'now' | 'randomUuid'> & {
    readonly settings: SettingsTable
    readonly house: string
  },
): Access {
  const { house, ...rest } = deps
  return createAccess(
    {
      users: createUsersTable(db),
      sessions: createSessionsTable(db),
      tokens: createTokensTable(db),
      invitations: createInvitationsTable(db),
      passkeys: createPasskeysTable(db),
      audit: createAuditTable(db),
      ...rest,
    },
    { house },
  )
}
