import { Type, type Static } from 'typebox'
import { networkModes } from '../../domain/network.ts'
import { timestamp } from './common.ts'

export const NetworkSchema = Type.Object({
  name: Type.String(),
  uuid: Type.String(),
  active: Type.Boolean(),
  autostart: Type.Boolean({ description: 'Started with the host' }),
  mode: Type.Enum([...networkModes], { description: 'How it leads on' }),
  bridge: Type.Optional(Type.String({ description: 'The device of the host that its VMs are plugged into' })),
  subnets: Type.Array(
    Type.Object({
      address: Type.String({ description: 'The address of the host in it' }),
      prefix: Type.Integer(),
      ranges: Type.Array(Type.Object({ start: Type.String(), end: Type.String() }), {
        description: 'What its DHCP server gives away',
      }),
    }),
  ),
  leases: Type.Array(
    Type.Object({
      mac: Type.Optional(Type.String()),
      address: Type.String(),
      prefix: Type.Integer(),
      hostname: Type.Optional(Type.String()),
      expiresAt: Type.Optional(timestamp),
    }),
  ),
})
export type NetworkAnswer = Static<typeof NetworkSchema>
