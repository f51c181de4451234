import { Link } from 'wouter'
import { useWeb, type Web } from '../api/access-queries.ts'
import { useHealth } from '../api/queries.ts'
import { paths } from '../components/paths.ts'
import { Unread } from '../components/unread.tsx'
import { useWords } from '../messages/use-words.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { bestOrigin } from './best-origin.ts'
import { SettingsFrame } from './settings-frame.tsx'
import { PublicCertificateCard } from './public-certificate-card.tsx'
import { houseVerdict } from './settings-verdicts.ts'
import styles from './settings.module.css'
import { TrustSteps } from './trust-steps.tsx'

/** How this Kiste is reached, what its certificate is, and which version runs. */
export function HouseTab() {
  const web = useWeb()
  return (
    <SettingsFrame tab="house" verdict={web.data && houseVerdict(web.data)} reads={[web]}>
      <div className={styles.cards}>
        {web.data?.state === 'tls' && web.data.public && <PublicCertificateCard known={web.data.public} />}
        {web.data && <CertificateCard web={web.data} />}
        {web.data && <AddressesCard web={web.data} />}
        <VersionCard />
      </div>
    </SettingsFrame>
  )
}

function CertificateCard({ web }: { readonly web: Web }) {
  const { say, dateTime } = useWords()
  if (web.state !== 'tls') return null
  const { certificate, authority, origins } = web
  const shown = authority ?? certificate
  const href = '/kiste-authority.crt'
  return (
    <Card title={say(web.public === undefined ? 'house.certificate' : 'house.certificateOwn')}>
      <div className={styles.stack}>
        {authority !== undefined && (
          <div className={styles.scan}>
            <QrCode
              text={`${bestOrigin(window.location.origin, origins)}${href}`}
              label={say('house.certificateQr')}
            />
            <div className={styles.stack}>
              <p>{say('house.trust')}</p>
              <div className={styles.row}>
                <a className={buttonClass()} href={href} download>
                  {say('house.download')}
                </a>
              </div>
            </div>
          </div>
        )}
        <Facts
          facts={[
            [say('house.ends'), dateTime(certificate.expiresAt)],
            [say('house.authorityEnds'), authority && dateTime(authority.expiresAt)],
            [
              'SHA-256',
              <span key="print" className={styles.print}>
                {shown.fingerprint}
              </span>,
            ],
          ]}
        />
        {authority !== undefined && <TrustSteps />}
        {authority !== undefined && web.public === undefined && (
          <p className={styles.soft}>{say('house.publicHow', { option: 'kisted --web-acme' })}</p>
        )}
      </div>
    </Card>
  )
}

function AddressesCard({ web: { state, origins } }: { readonly web: Web }) {
  const { say } = useWords()
  return (
    <Card title={say('house.addresses')}>
      <div className={styles.stack}>
        {state === 'tls' && <p className={styles.soft}>{say('house.addressesMean')}</p>}
        <ul>
          {origins.map((origin) => (
            <li key={origin}>
              <a href={origin}>{origin}</a>
            </li>
          ))}
        </ul>
        {state === 'tls' && (
          <p className={styles.soft}>{say('house.moreNames', { option: 'kisted --web-name' })}</p>
        )}
      </div>
    </Card>
  )
}

function VersionCard() {
  const { say, dateTime } = useWords()
  const read = useHealth()
  const health = read.data
  return (
    <Card title={say('house.version')} aside={<Link href={paths.host}>{say('host.more')}</Link>}>
      <Unread reads={[read]} />
      <Facts
        facts={[
          ['Kiste', health?.version],
          [say('house.since'), health && dateTime(health.startedAt)],
          [
            'API',
            <a key="api" href="/v1/openapi.json">
              OpenAPI 3.1
            </a>,
          ],
        ]}
      />
    </Card>
  )
}
