import type { Element } from '@xmldom/xmldom'
import {
  networkModes,
  type NetworkFacts,
  type NetworkMode,
  type NetworkSubnet,
} from '../../domain/network.ts'
import { attribute, children, descend, parseXml } from './xml-dom.ts'

/** What a network's definition says of it. */
export function readNetwork(text: string): Pick<NetworkFacts, 'mode' | 'bridge' | 'subnets'> {
  const network = parseXml(text, 'network')
  const bridge =
    attribute(descend(network, 'bridge'), 'name') ??
    // A network on a device of the host's has no bridge of its own.
    attribute(descend(network, 'forward', 'interface'), 'dev') ??
    attribute(descend(network, 'forward'), 'dev')
  return {
    mode: modeOf(descend(network, 'forward')),
    ...(bridge === undefined ? {} : { bridge }),
    subnets: children(network, 'ip').flatMap(readSubnet),
  }
}

/** Without a word where to, packets stay within; without a word how, they are translated (conf/network_conf.c). */
function modeOf(forward: Element | undefined): NetworkMode {
  if (forward === undefined) return 'isolated'
  const said = attribute(forward, 'mode') ?? 'nat'
  return networkModes.find((mode) => mode === said) ?? 'other'
}

function readSubnet(ip: Element): NetworkSubnet[] {
  const address = attribute(ip, 'address')
  if (address === undefined) return []
  const ranges = children(descend(ip, 'dhcp'), 'range').flatMap((range) => {
    const [start, end] = [attribute(range, 'start'), attribute(range, 'end')]
    return start === undefined || end === undefined ? [] : [{ start, end }]
  })
  return [{ address, prefix: prefixOf(ip, address), ranges }]
}

function prefixOf(ip: Element, address: string): number {
  const said = attribute(ip, 'prefix')
  if (said !== undefined) return Number(said)
  if (address.includes(':')) return 64
  const mask = attribute(ip, 'netmask')
  // Without either, IPv4 goes by the class of the address.
  if (mask === undefined) return classOf(Number(address.split('.')[0]))
  return mask
    .split('.')
    .map((part) => Number(part).toString(2).replaceAll('0', '').length)
    .reduce((sum, bits) => sum + bits, 0)
}

function classOf(first: number): number {
  if (first < 128) return 8
  return first < 192 ? 16 : 24
}
