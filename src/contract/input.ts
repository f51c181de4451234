import type { EndpointTypes } from './endpoints.ts'
import type { EndpointName } from './routes.ts'

type Part = 'params' | 'query' | 'body'
type Need<Name extends EndpointName, Key extends Part> = EndpointTypes<Name>[Key] extends undefined
  ? unknown
  : object extends EndpointTypes<Name>[Key]
    ? { readonly [K in Key]?: EndpointTypes<Name>[Key] }
    : { readonly [K in Key]: EndpointTypes<Name>[Key] }

/** What a client gives to an endpoint, as the contract has it. */
export type Input<Name extends EndpointName> = Need<Name, 'params'> & Need<Name, 'query'> & Need<Name, 'body'>
