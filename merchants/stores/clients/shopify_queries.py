"""What Shopify is asked, in GraphQL."""

PRODUCT = """
fragment Whole on Product {
  id title handle descriptionHtml vendor tags status onlineStoreUrl
  seo { title description }
  mark: metafield(namespace: "wared", key: "listing") { value }
  metafields(first: 100) { nodes { namespace key type value } }
  collections(first: 100) { nodes { id } }
  options { name optionValues { name } }
  media(first: 250) { nodes { id alt status preview { image { url } } } }
  variants(first: 250) { ...Some }
}
"""
VARIANTS = """
fragment Some on ProductVariantConnection {
  nodes {
    id sku price compareAtPrice barcode inventoryQuantity
    selectedOptions { name value }
    inventoryItem { id tracked }
  }
  pageInfo { hasNextPage endCursor }
}
"""
PRODUCT += VARIANTS
ERRORS = "userErrors { code field message }"
PLAIN_ERRORS = "userErrors { field message }"

SHOP = "query { shop { name email currencyCode myshopifyDomain primaryDomain { url } } }"
LOCATION = "query { location { id } }"
CHANNELS = "query { publications(first: 20) { nodes { id name } } }"
COLLECTIONS = "query($query: String) { collections(first: 50, query: $query) { nodes { id title } } }"
GET = "query($id: ID!) { product(id: $id) { ...Whole } }" + PRODUCT
FIND = f"""
query($identifier: ProductIdentifierInput!) {{ productByIdentifier(identifier: $identifier) {{ ...Whole }} }}
{PRODUCT}"""
MORE = f"""
query($id: ID!, $after: String) {{ product(id: $id) {{ variants(first: 250, after: $after) {{ ...Some }} }} }}
{VARIANTS}"""
DEFINE = f"""
mutation($definition: MetafieldDefinitionInput!) {{
  metafieldDefinitionCreate(definition: $definition) {{ createdDefinition {{ id }} {ERRORS} }}
}}"""
SET = f"""
mutation($identifier: ProductSetIdentifiers, $input: ProductSetInput!) {{
  productSet(synchronous: true, identifier: $identifier, input: $input) {{ product {{ ...Whole }} {ERRORS} }}
}}
{PRODUCT}"""
UPDATE = f"""
mutation($product: ProductUpdateInput!, $media: [CreateMediaInput!]) {{
  productUpdate(product: $product, media: $media) {{ product {{ ...Whole }} {PLAIN_ERRORS} }}
}}
{PRODUCT}"""
DELETE = f"""
mutation($input: ProductDeleteInput!) {{ productDelete(input: $input) {{ deletedProductId {PLAIN_ERRORS} }} }}"""
DETACH = f"""
mutation($files: [FileUpdateInput!]!) {{ fileUpdate(files: $files) {{ files {{ id }} {ERRORS} }} }}"""
SET_OFFERS = f"""
mutation($id: ID!, $variants: [ProductVariantsBulkInput!]!) {{
  productVariantsBulkUpdate(productId: $id, variants: $variants) {{ product {{ id }} {ERRORS} }}
}}"""
COUNT = f"""
mutation($input: InventorySetQuantitiesInput!) {{
  inventorySetQuantities(input: $input) {{ inventoryAdjustmentGroup {{ id }} {ERRORS} }}
}}"""
LISTEN = f"""
mutation($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {{
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {{ {PLAIN_ERRORS} }}
}}"""
PUBLISH = f"""
mutation($id: ID!, $input: [PublicationInput!]!) {{
  publishablePublish(id: $id, input: $input) {{ {PLAIN_ERRORS} }}
}}"""
MAKE_COLLECTION = f"""
mutation($input: CollectionInput!) {{ collectionCreate(input: $input) {{ collection {{ id }} {PLAIN_ERRORS} }} }}"""
