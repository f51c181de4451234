import { expect, test } from 'vitest'
import { paths } from './paths.ts'

test.each([
  [paths.vm('web'), '/vms/web'],
  [paths.vm('web', 'console'), '/vms/web/console'],
  [paths.vm('new'), '/vms/new/summary'],
  [paths.vm('new', 'console'), '/vms/new/console'],
  [paths.newVm(), '/vms/new'],
  [paths.newVm('a&b'), '/vms/new?image=a%26b'],
])('%s', (path, expected) => expect(path).toBe(expected))
