"""The figures of single trades: banks, deliveries, the retail territory (`W11`, `W18`), and those that are measured outside."""

from amflow.locale import N_
from amflow.summary.figures.definitions import Definition

DEFINITIONS = (
    Definition("customers_qualified", N_("Newly qualified"), N_("customers who reached a higher tier for the first time"),
        "leads", "qualified"),
    Definition("deposits_amount", N_("Deposits gained"), N_("deposits made in the period, less those paid out"),
        "deals", "bought redeemed", ("deposit",), money=True),
    Definition("loans_amount", N_("Loans"), N_("the amounts of the loans that were won"), "deals", "deal_closed",
        ("won:loan",), money=True),
    Definition("cross_sales", N_("Cross-selling"), N_("purchases by customers who had bought something else before"),
        "deals", "crossed"),
    Definition("complaints_answered", N_("Complaints answered in time"),
        N_("of the complaints opened in the period, the share with a first answer by the promised moment"), "complaints",
        "answered", ("complaint",), how="rate"),
    Definition("complaints_on_time", N_("Complaints solved in time"),
        N_("of the complaints solved in the period, the share that was solved by the promised moment"), "complaints",
        "solved", ("complaint",), how="rate"),
    Definition("satisfaction", N_("Satisfaction"), N_("the average of the scores from 1 to 5 given in the period"),
        "callbacks", "score", ("csat",), how="mean"),
    Definition("orders_on_time", N_("Orders on time"),
        N_("of the orders promised for the period, the share that came on its day or before"), "deals", "promised",
        how="rate"),
    Definition("visit_plan_rate", N_("Visits by the plan"),
        N_("of the visits and talks in the accepted plans, the share that was done"), "plan", "planned_visit",
        how="rate"),
    Definition("volume", N_("Volume"), N_("the quantities of the orders taken in the period"), "deals", "volume"),
    Definition("key_brand_volume", N_("Key brands, volume"), N_("the quantities ordered of key brands"), "deals",
        "volume", ("key-brand",)),
    Definition("new_brand_volume", N_("New brands, volume"), N_("the quantities ordered of new brands"), "deals",
        "volume", ("new-brand",)),
    Definition("unit_value", N_("Unit value"), N_("the order amount for each unit ordered"), "deals", "unit",
        money=True, how="mean"),
    Definition("completeness", N_("Completeness of files"), N_("as measured: amflow figure add completeness 85%"),
        "touches", "measure", ("completeness",), how="rate"),
    Definition("assets_amount", N_("Customers' assets"),
        N_("the average of what was measured in the period: amflow figure add assets_amount 120m"), "deals", "measure",
        ("assets_amount",), money=True, how="mean"),
    *(
        Definition(key, title, N_("as measured in the period: amflow figure add METRIC 18/20"), "deals", "measure", (key,),
            how="rate")
        for key, title in (
            ("price_structure", N_("Price structure")),
            ("first_placement_rate", N_("First-period placement")),
            ("shelf_rate", N_("Shelf rate")),
            ("sell_through_rate", N_("Sell-through")),
            ("display_rate", N_("Display as agreed")),
            ("association_rate", N_("Shops in the association")),
            ("e_order_rate", N_("E-ordering success")),
            ("e_settlement_rate", N_("E-settlement success")),
            ("forecast_rate", N_("Forecast met")),
        )
    ),
)  # fmt: skip

MEASURED = tuple(one.key for one in DEFINITIONS if one.tally == "measure")
"""What the book cannot count and a person writes down."""
