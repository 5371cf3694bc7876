import { expect, it } from 'vitest';
import { certificateNames, type NamedCertificate } from './certificate-names.js';

it.each<[string, NamedCertificate, string[]]>([
  ['its CN', { subject: { CN: 'till-1' } }, ['till-1']],
  [
    'its DNS names and URIs, and no address',
    { subject: {}, subjectaltname: 'DNS:till.shop, IP Address:10.0.0.7, URI:spiffe://shop/till, email:a@b.c' },
    ['till.shop', 'spiffe://shop/till'],
  ],
  ['none of several CNs', { subject: { CN: ['till-1', 'admin'] } }, []],
  // Node quotes a name that could pass for two.
  ['no name that has to be quoted', { subject: { CN: 'x' }, subjectaltname: 'DNS:"a, DNS:admin"' }, ['x']],
  ['nothing of an empty one', {}, []],
])('takes %s', (_, certificate, names) => {
  expect(certificateNames(certificate)).toEqual(names);
});
