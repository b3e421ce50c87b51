/* eslint-disable */
// Written by generate.mjs; do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type GapReason =
  /** The subscriber did not read fast enough. */
  | 'TOO_SLOW'
  /** More was missed than is replayed. */
  | 'TOO_FAR_BEHIND';

export type FollowTicketSubscriptionVariables = Exact<{
  ticket: string;
  after?: string | null | undefined;
}>;


export type FollowTicketSubscription = { ticketEvents:
    | { __typename: 'TicketSnapshot', cursor: string, ticket: { id: string, subject: string, statusLabel: string } }
    | { __typename: 'TicketEntryAdded', cursor: string, ticket: { id: string, statusLabel: string }, entry:
        | { __typename: 'OpenedEntry', seq: number, clientMutationId: string | null, actor: { name: string, isViewer: boolean } }
        | { __typename: 'MessageEntry', seq: number, clientMutationId: string | null, message: { id: string, text: string }, actor: { name: string, isViewer: boolean } }
        | { __typename: 'StatusEntry', seq: number, clientMutationId: string | null, actor: { name: string, isViewer: boolean } }
        | { __typename: 'PriorityEntry', seq: number, clientMutationId: string | null, actor: { name: string, isViewer: boolean } }
        | { __typename: 'AssignmentEntry', seq: number, clientMutationId: string | null, actor: { name: string, isViewer: boolean } }
        | { __typename: 'PersonEntry', seq: number, clientMutationId: string | null, actor: { name: string, isViewer: boolean } }
        | { __typename: 'LinkEntry', seq: number, clientMutationId: string | null, actor: { name: string, isViewer: boolean } }
        | { __typename: 'MergeEntry', seq: number, clientMutationId: string | null, actor: { name: string, isViewer: boolean } }
        | { __typename: 'DueEntry', seq: number, clientMutationId: string | null, actor: { name: string, isViewer: boolean } }
       }
    | { __typename: 'TicketGap', reason: GapReason, cursor: string }
    | { __typename: 'TicketRemoved', cursor: string }
   };


export const FollowTicketDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"FollowTicket"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ticket"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticketEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ticket"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ticket"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TicketSnapshot"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TicketEntryAdded"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ticket"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"statusLabel"}}]}},{"kind":"Field","name":{"kind":"Name","value":"entry"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"clientMutationId"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isViewer"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageEntry"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"text"}}]}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TicketGap"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<FollowTicketSubscription, FollowTicketSubscriptionVariables>;