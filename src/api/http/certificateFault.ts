import { message, type Message } from '../../base/message';

/** The codes of OpenSSL and of Node.js for an invalid certificate. */
const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|ERR_TLS_CERT_)/;
/** The certificate is for another host. */
const OTHER_HOST = /^(HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME_)/;
/** The certificate has expired or is not yet valid. */
const OUT_OF_TIME = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;
/**
 * No authority in the chain is trusted. This happens with a private certificate authority, and with a proxy that
 * decrypts the connection.
 */
const UNKNOWN_ISSUER = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/;

/**
 * Explains a failed connection when the certificate is the reason.
 * @param code the code of the error
 * @returns what is wrong with the certificate and what to do; undefined when the reason is another one
 */
export function certificateFault(code: string, host: string): { said: Message; advice: Message } | undefined {
  if (!CERTIFICATE.test(code)) {
    return undefined;
  }
  if (OTHER_HOST.test(code)) {
    return {
      said: message('The certificate of {0} is for another host: {1}', host, code),
      advice: message(
        'Check the project’s endpoints. If they are right, another computer answers in place of the cloud.',
      ),
    };
  }
  if (OUT_OF_TIME.test(code)) {
    return {
      said: message('The certificate of {0} has expired or is not yet valid: {1}', host, code),
      advice: message(
        'Check the clock of this computer, and ask the operator of the host or of the proxy to renew the certificate.',
      ),
    };
  }
  if (UNKNOWN_ISSUER.test(code)) {
    return {
      said: message('The certificate of {0} comes from an authority that this machine does not trust: {1}', host, code),
      advice: message(
        "If your organisation has an authority of its own, install its certificate in this machine's certificate store and restart VS Code.",
      ),
    };
  }
  return {
    said: message('The certificate of {0} is not valid: {1}', host, code),
    advice: message('Contact the operator of the host or of the proxy.'),
  };
}
