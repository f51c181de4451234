import { expect, test } from 'vitest'
import { paths } from './paths.ts'

test.each([
  [paths.vm('web'), '/vms/web'],
  [paths.vm('web', 'console'), '/vms/web/console'],
  [paths.vm('new'), '/vms/new'],
  [paths.vm('new', 'console'), '/vms/new/console'],
  [paths.newVm(), '/new/vm'],
  [paths.newVm('a&b'), '/new/vm?image=a%26b'],
  [paths.pool('new'), '/pools/new'],
  [paths.newPool, '/new/pool'],
])('%s', (path, expected) => expect(path).toBe(expected))
