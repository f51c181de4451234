import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createRefresher } from './refresher.ts'

function bench() {
  const looks: { readonly key: string; readonly end: () => void; readonly fail: () => void }[] = []
  const refresh = createRefresher(
    (key) =>
      new Promise((resolve, reject) => {
        looks.push({ key: key.join('/'), end: () => resolve(undefined), fail: () => reject(new Error('no')) })
      }),
  )
  return { looks, refresh, keys: () => looks.map(({ key }) => key) }
}

test('a storm of changes is one look, and one more after it', async () => {
  const { looks, refresh, keys } = bench()
  for (let times = 0; times < 50; times += 1) refresh(['vm', 'web'])
  expect(keys()).toEqual(['vm/web'])
  looks[0]?.end()
  await turn()
  expect(keys()).toEqual(['vm/web', 'vm/web'])
  looks[1]?.end()
  await turn()
  expect(keys()).toHaveLength(2)
})

test('different things do not wait for each other', () => {
  const { refresh, keys } = bench()
  refresh(['vm', 'web'])
  refresh(['vm', 'db'])
  expect(keys()).toEqual(['vm/web', 'vm/db'])
})

test('a look that failed does not keep the next from being taken', async () => {
  const { looks, refresh, keys } = bench()
  refresh(['arc'])
  looks[0]?.fail()
  await turn()
  refresh(['arc'])
  expect(keys()).toEqual(['arc', 'arc'])
})
