import type { Level, Role } from '../../src/domain/rights.ts'
import type { MessageKey } from '../messages/message.ts'

export const levelWords: Readonly<Record<Level, MessageKey>> = {
  view: 'rights.level.view',
  operate: 'rights.level.operate',
  admin: 'rights.level.admin',
}

export const roleWords: Readonly<Record<Role, MessageKey>> = {
  admin: 'rights.role.admin',
  operator: 'rights.role.operator',
  viewer: 'rights.role.viewer',
}

export const roleMeanings: Readonly<Record<Role, MessageKey>> = {
  admin: 'rights.role.adminMeans',
  operator: 'rights.role.operatorMeans',
  viewer: 'rights.role.viewerMeans',
}
