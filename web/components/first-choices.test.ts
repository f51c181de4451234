import { expect, test } from 'vitest'
import { catalogueFor, officialCatalogue } from '../../src/domain/image-catalogue.ts'
import { firstChoices } from './first-choices.ts'

const catalogue = catalogueFor(officialCatalogue, 'x86_64').map((entry) => ({ ...entry, present: false }))

test('one of each family, Debian first', () => {
  expect(firstChoices(catalogue, [{ id: 'debian-12', title: 'Debian 12' }])).toEqual([
    { image: 'debian-12', title: 'Debian 12 (bookworm)', isHere: true },
    { image: 'ubuntu-26.04', title: 'Ubuntu 26.04 LTS', isHere: false },
    { image: 'fedora-44', title: 'Fedora Cloud 44', isHere: false },
    { image: 'alpine-3.23', title: 'Alpine Linux 3.23', isHere: false },
  ])
})

test('what somebody brought along is offered, too', () => {
  const own = ['nas', 'b', 'c', 'd'].map((id) => ({ id, title: `My ${id}` }))
  const offered = firstChoices(catalogue, [{ id: 'debian-13', title: 'Debian 13' }, ...own]).slice(4)
  expect(offered).toEqual([
    { image: 'nas', title: 'My nas', isHere: true },
    { image: 'b', title: 'My b', isHere: true },
    { image: 'c', title: 'My c', isHere: true },
  ])
})

test('what this host cannot have is not offered', () => {
  expect(firstChoices([], [])).toEqual([])
  expect(
    firstChoices(
      catalogue.filter(({ id }) => id === 'debian-13'),
      [],
    ).map(({ image }) => image),
  ).toEqual(['debian-13'])
})
