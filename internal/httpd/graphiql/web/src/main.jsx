// The page that the server shows at /graphiql. Everything it needs to know about the server comes
// from data attributes of its root element, because the page's policy allows no inline script.
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import 'graphiql/style.css';
import './page.css';

const root = document.getElementById('graphiql');
const { endpoint, socket, query, subscription } = root.dataset;

// A path becomes an address on the page's own host; only the scheme of a websocket differs.
function socketAddress(pathOrAddress) {
  const address = new URL(pathOrAddress, window.location.href);
  address.protocol = address.protocol.replace(/^http/, 'ws');
  return address.href;
}

// Subscriptions speak graphql-transport-ws. What stands in the headers editor (an Authorization
// header, say) is sent with requests as headers and with subscriptions as the init payload.
const fetcher = createGraphiQLFetcher({
  url: endpoint,
  subscriptionUrl: socketAddress(socket),
  enableIncrementalDelivery: false,
});

const tabs = [query, subscription].filter(Boolean).map((text) => ({ query: text }));

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    defaultQuery={query}
    defaultTabs={tabs.length > 0 ? tabs : undefined}
    defaultEditorToolsVisibility="headers"
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>Sportello</GraphiQL.Logo>
  </GraphiQL>,
);
