"""What Shopify is asked, in GraphQL.

No query may cost more than ``MOST_POINTS``, reckoned before it is run: a point an object, and a connection as many as
``first`` allows. So a product is read with its first pages, the rest page by page, and what changes a product answers
with its id alone.
"""

MOST_POINTS = 1000.0
POINTS_OF_ITS_OWN = 20.0  # of that, for what ``SET`` itself is and answers, with something to spare

IMAGES = "nodes { id alt status } pageInfo { hasNextPage endCursor }"
VARIANTS = """
  nodes {
    id sku price compareAtPrice barcode inventoryQuantity
    selectedOptions { name value }
    inventoryItem { id tracked }
  }
  pageInfo { hasNextPage endCursor }
"""
METAFIELDS = "nodes { namespace key type value } pageInfo { hasNextPage endCursor }"
COLLECTIONS_OF = "nodes { id } pageInfo { hasNextPage endCursor }"
LISTS = f"""
  id tags
  metafields(first: 100) {{ {METAFIELDS} }}
  collections(first: 100) {{ {COLLECTIONS_OF} }}
  media(first: 100) {{ {IMAGES} }}
"""
PRODUCT = f"""
fragment Whole on Product {{
  {LISTS}
  title handle descriptionHtml vendor status onlineStoreUrl
  seo {{ title description }}
  mark: metafield(namespace: "wared", key: "listing") {{ value }}
  options {{ name optionValues {{ name }} }}
  variants(first: 100) {{ {VARIANTS} }}
}}
"""
MORE = {
    name: f"query($id: ID!, $after: String) {{ product(id: $id) {{ {name}(first: 250, after: $after) {{ {what} }} }} }}"
    for name, what in {
        "metafields": METAFIELDS,
        "collections": COLLECTIONS_OF,
        "media": IMAGES,
        "variants": VARIANTS,
    }.items()
}
ERRORS = "userErrors { code field message }"
PLAIN_ERRORS = "userErrors { field message }"

SHOP = "query { shop { name email currencyCode myshopifyDomain primaryDomain { url } } }"
LOCATION = "query { location { id } }"
CHANNELS = "query { publications(first: 20) { nodes { id name } } }"
COLLECTIONS = "query($query: String) { collections(first: 50, query: $query) { nodes { id title } } }"
GET = "query($id: ID!) { product(id: $id) { ...Whole } }" + PRODUCT
GET_LISTS = f"query($id: ID!) {{ product(id: $id) {{ {LISTS} }} }}"
FIND = f"""
query($identifier: ProductIdentifierInput!) {{ productByIdentifier(identifier: $identifier) {{ ...Whole }} }}
{PRODUCT}"""
MEDIA = f"query($id: ID!) {{ product(id: $id) {{ id media(first: 250) {{ {IMAGES} }} }} }}"
IS_THERE = "query($id: ID!) { product(id: $id) { id } }"
DEFINE = f"""
mutation($definition: MetafieldDefinitionInput!) {{
  metafieldDefinitionCreate(definition: $definition) {{ createdDefinition {{ id }} {ERRORS} }}
}}"""
SET = f"""
mutation($identifier: ProductSetIdentifiers, $input: ProductSetInput!) {{
  productSet(synchronous: true, identifier: $identifier, input: $input) {{ product {{ id }} {ERRORS} }}
}}"""
UPDATE = f"""
mutation($product: ProductUpdateInput!, $media: [CreateMediaInput!]) {{
  productUpdate(product: $product, media: $media) {{
    product {{ id media(last: 1) {{ nodes {{ id alt status }} }} }} {PLAIN_ERRORS}
  }}
}}"""
DELETE = f"""
mutation($input: ProductDeleteInput!) {{ productDelete(input: $input) {{ deletedProductId {PLAIN_ERRORS} }} }}"""
UPDATE_FILES = f"""
mutation($files: [FileUpdateInput!]!) {{ fileUpdate(files: $files) {{ {ERRORS} }} }}"""
REORDER = """
mutation($id: ID!, $moves: [MoveInput!]!) {
  productReorderMedia(id: $id, moves: $moves) { job { id } mediaUserErrors { code field message } }
}"""
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
