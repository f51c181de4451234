// `npm run texts`: says which texts of the daemon have no German yet, and which German nobody says any more.
// `npm run texts -- --tidy` also gives each missing one an empty line in its file, to be filled in, and takes out what is left over.
import { resolve } from 'node:path'
import { compare, sayMissing, tidyUp } from '../test/house/texts/catalogue.ts'
import { holesOf } from '../test/house/texts/template.ts'

const root = resolve(import.meta.dirname, '..')
const differences = await compare(root)
for (const text of differences.missing) {
  console.log(sayMissing(text))
  for (const [number, hole] of holesOf(text.parts).entries())
    if (hole !== '') console.log(`    {${number}} is ${hole}`)
}
for (const { room, key } of differences.leftOver)
  console.log(`de-${room}.json, nobody says: ${JSON.stringify(key)}`)
if (process.argv.includes('--tidy')) await tidyUp(root, differences)
console.log(`${differences.missing.length} are missing, ${differences.leftOver.length} are left over.`)
