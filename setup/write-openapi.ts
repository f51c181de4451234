// `npm run openapi`: writes docs/openapi.json anew from the contract; a test keeps the two equal.
import { writeFileSync } from 'node:fs'
import { openApiText } from '../src/http/openapi.ts'

writeFileSync(new URL('../docs/openapi.json', import.meta.url), openApiText())
